import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findPython } from '../../scripts/python.mjs';

/** Undefined where there is none with PyTorch and ONNX; `npm test` says how to come by one. */
export const python = findPython();

/** Runs a Python script and gives what it printed. @throws Error with its complaint, if it failed. */
export function runPython(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    // One thread each: the machine may have few, and the networks are small.
    const child = spawn(python ?? 'python3', args, {
      env: { ...process.env, OMP_NUM_THREADS: '1', ...env },
      // A group of which one process failed would wait for it half an hour.
      timeout: 150_000,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    child.once('error', reject);
    child.once('close', (code, signal) =>
      code === 0 ? resolve(out) : reject(new Error(`python ended with ${code ?? signal}: ${err}`)),
    );
  });
}

/** A script of this folder. */
export const helper = (name: string): string => join(import.meta.dirname, name);
