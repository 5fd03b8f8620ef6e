import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../scripts/run.mjs';

/** Debian's, whose packages are measured; elsewhere the one on the path. */
export const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

const threads = availableParallelism();

/**
 * @typedef {object} Peer
 * @property {string} id
 * @property {string} name
 * @property {string} script in peers/
 * @property {readonly string[]} args
 * @property {number} threads
 * @property {string} [note] where it computes something else than the others
 * @property {boolean} [smallOnly] left out where a measurement would take minutes
 * @property {'float32' | 'float64'} numbers
 */

/** @type {readonly Peer[]} */
export const peers = [
  own('ours', 'NN Lab', 'float32', {}),
  ...(threads > 1 ? [{ ...own('ours-threads', `NN Lab, ${threads} threads`, 'float32', { threads }), threads }] : []),
  own('ours-float64', 'NN Lab, float64', 'float64', { precision: 'float64' }),
  js('ours-relaxed', 'NN Lab, were it relaxed', 'float32', 'ours', ['{}', 'relaxed']),
  js('tfjs-cpu', 'TensorFlow.js, cpu', 'float32', 'tfjs', ['cpu']),
  js('tfjs-wasm', 'TensorFlow.js, wasm', 'float32', 'tfjs', ['wasm']),
  {
    ...js('convnetjs', 'ConvNetJS', 'float64', 'convnetjs'),
    note: 'W1: one more unit, linear, with half the squared error; it has no binary cross-entropy',
  },
  {
    ...js('synaptic', 'Synaptic', 'float64', 'synaptic'),
    note: 'batch 1 always; sigmoid outputs instead of softmax; a layer is updated before the gradient goes through it',
    smallOnly: true,
  },
  js('ml-matrix', 'ml-matrix, by hand', 'float64', 'ml-matrix'),
  {
    ...js('playground', 'Playground’s kind of engine', 'float64', 'playground'),
    note: 'sigmoid outputs with half the squared error',
  },
  py('numpy', 'numpy, by hand', 'numpy_by_hand'),
  py('sklearn', 'scikit-learn', 'scikit_learn'),
  py('torch', 'PyTorch, autograd', 'pytorch', ['autograd', '1']),
  py('torch-hand', 'PyTorch, by hand', 'pytorch', ['by-hand', '1']),
  ...(threads > 1
    ? [
        py('torch-threads', `PyTorch, autograd, ${threads} threads`, 'pytorch', ['autograd', `${threads}`], threads),
        py('torch-hand-threads', `PyTorch, by hand, ${threads} threads`, 'pytorch', ['by-hand', `${threads}`], threads),
      ]
    : []),
];

/** @type {(id: string, name: string, numbers: Peer['numbers'], keys: object) => Peer} */
function own(id, name, numbers, keys) {
  return js(id, name, numbers, 'ours', [JSON.stringify(keys)]);
}

/** @type {(id: string, name: string, numbers: Peer['numbers'], script: string, args?: string[]) => Peer} */
function js(id, name, numbers, script, args = []) {
  return { id, name, script: `${script}.mjs`, args, threads: 1, numbers };
}

/** @type {(id: string, name: string, script: string, args?: string[], threads?: number) => Peer} */
function py(id, name, script, args = [], threadCount = 1) {
  return { id, name, script: `${script}.py`, args, threads: threadCount, numbers: 'float32' };
}

/** The line of what a program said that names the error. @param {string} errors */
function messageIn(errors) {
  const lines = errors.trim().split('\n');
  const message = lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
  return message.replaceAll(root, '');
}

/** A peer in a process of its own, which answers one command at a time. */
export class PeerProcess {
  /** @type {Promise<{ version: string }>} */
  started;

  /** @param {Peer} peer */
  constructor({ script, args, threads: count }) {
    const isPython = script.endsWith('.py');
    this.child = spawn(isPython ? python : process.execPath, [join(root, 'bench', 'peers', script), ...args], {
      env: {
        ...process.env,
        OMP_NUM_THREADS: `${count}`,
        OPENBLAS_NUM_THREADS: `${count}`,
        PYTHONDONTWRITEBYTECODE: '1',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.errors = '';
    this.child.stderr.on('data', (chunk) => (this.errors += String(chunk)));
    // A peer that ended is told by its answer, not by the pipe to it.
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve(error.message));
      this.child.once('close', () => resolve(messageIn(this.errors)));
    });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.started = this.answer(60);
    // Whoever waits for it is told; until then it is no unhandled rejection.
    this.started.catch(() => {});
  }

  /**
   * @param {import('./peers/peer.mjs').Command} command
   * @param {number} patience seconds
   * @returns {Promise<any>} rejects if the peer ended, or gave no answer in time
   */
  async ask(command, patience) {
    this.child.stdin.write(`${JSON.stringify(command)}\n`);
    return await this.answer(patience);
  }

  /**
   * @param {number} patience seconds
   * @returns {Promise<any>}
   */
  async answer(patience) {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${patience} s`)), patience * 1000);
    });
    try {
      const line = await Promise.race([this.lines.next(), late]);
      if (line.done) throw new Error(`it ended: ${await this.ended}`);
      return JSON.parse(line.value);
    } finally {
      clearTimeout(timer);
    }
  }

  async close() {
    this.child.kill();
    await this.ended;
  }
}
