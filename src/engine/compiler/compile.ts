import { phrase } from '../../spec/phrase.ts';
import type { Machine } from '../machine.ts';
import { layerParameters } from '../network.ts';
import { mostThreadsOf, type Part, type Plan } from '../plan.ts';
import { EngineError } from '../results.ts';
import { emitModule } from './module.ts';

const page = 65536;

/** Threads beside the one that trains; the engine can't start them, those around it can. */
export interface Helpers {
  readonly processors: number;
  /** Starts a thread that makes an instance of the module with this memory and calls its `help(thread)`. */
  start(module: WebAssembly.Module, memory: WebAssembly.Memory, thread: number): void;
}

/** Parameters from which on a chunk takes so long that meeting others costs nothing beside it. */
const worthwhile = 50_000;
/** Inputs of which that many are skipped, about: 784-128-10 on images is 1.1 times as fast with one thread. */
const skipped = 0.75;

/** How many threads train; the result is the same for any number. */
function threadsFor(plan: Plan, processors: number): number {
  const { threads, chunk, network, sparse } = plan;
  const [first] = network.layers;
  const work = network.parameters - (sparse && first ? skipped * layerParameters(first) : 0);
  const wanted = threads !== 'auto' ? threads : work < worthwhile ? 1 : processors;
  return Math.max(1, Math.min(wanted, mostThreadsOf(plan), Math.floor(chunk / 8)));
}

/**
 * A WebAssembly module for this very plan.
 * V8 compiles a function anew only between calls of it, so that one long call would stay in the
 * baseline compiler, 12 times slower: the work on a chunk is a function of its own, or several.
 * @param helpers absent: one thread, whatever the plan says.
 * @throws EngineError if the memory can't be had.
 */
export function compile(plan: Plan, helpers?: Helpers): Machine {
  const pages = Math.ceil((plan.bytes + 1) / page);
  const threads = helpers ? threadsFor(plan, helpers.processors) : 1;
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: threads > 1 });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new EngineError(
      phrase('This network and its data need {0} MB of memory, more than is free.', Math.ceil(plan.bytes / 1048576)),
    );
  }
  const module = moduleOf(plan, pages, threads);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const call = (name: string): ((...args: number[]) => number) => {
    const exported = exports[name];
    if (typeof exported !== 'function') throw new TypeError(`the module has no function ${name}`);
    return (...args) => Number(Reflect.apply(exported, undefined, args));
  };
  for (let thread = 1; thread < threads; thread++) helpers?.start(module, memory, thread);
  const release = threads > 1 ? call('release') : () => 0;
  const train = call('train');
  const accumulate = call('accumulate');
  const step = call('step');
  const forward = call('forward');
  const shuffle = call('shuffle');
  const penalize = call('penalize');
  const evaluate: Readonly<Record<Part, (...args: number[]) => number>> = {
    training: call('evaluateTraining'),
    validation: call('evaluateValidation'),
  };
  return {
    plan,
    memory: memory.buffer,
    train,
    evaluate: (part, from, rows) => void evaluate[part](from, rows),
    accumulate: (from, rows, batch, first) => void accumulate(from, rows, batch, first ? 1 : 0),
    penalize: (rows) => void penalize(rows),
    step: (learningRate) => void step(learningRate),
    forward: (rows) => void forward(rows),
    release: () => void release(),
    shuffle: () => void shuffle(),
  };
}

/** The last ones, the oldest first: emitting takes 5 to 20 ms, and V8 keeps what it has optimised. */
const modules = new Map<string, WebAssembly.Module>();
const mostModules = 8;

function moduleOf(plan: Plan, pages: number, threads: number): WebAssembly.Module {
  // A plan is all that its module depends on.
  const key = JSON.stringify([plan, threads]);
  const module = modules.get(key) ?? new WebAssembly.Module(emitModule(plan, pages, threads));
  modules.delete(key);
  modules.set(key, module);
  const [oldest] = modules.keys();
  if (modules.size > mostModules && oldest !== undefined) modules.delete(oldest);
  return module;
}
