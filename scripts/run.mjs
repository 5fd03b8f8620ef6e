import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Told to the user as it is, without a stack. */
export class Failure extends Error {}

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

const isWindows = process.platform === 'win32';

/**
 * Runs a program to its end, its output shown, and resolves with its exit code. Colours are for terminals.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false } = {}) {
  const plain = process.stdout.isTTY ? env : { ...env, NO_COLOR: '1' };
  return new Promise((resolve, reject) => {
    // npm is a script on Windows, which only a shell starts.
    const shell = isWindows && command === 'npm';
    const child = spawn(command, args, {
      cwd,
      env: plain,
      shell,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += String(chunk)));
    child.stderr?.on('data', (chunk) => (output += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * As `run`, but anything other than success is a Failure that shows what the program said.
 * @param {string} what for the message, as in “install the packages”
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export async function mustRun(what, command, args, options) {
  const { code, output } = await run(command, args, { ...options, quiet: true });
  if (code !== 0)
    throw new Failure(`Could not ${what}: ${command} ${args.join(' ')} ended with code ${code}.\n${output.trim()}`);
  return output;
}

/**
 * Runs a script's main function: a Failure is a message and exit code 1.
 * @param {() => Promise<number | void>} main
 */
export async function script(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
