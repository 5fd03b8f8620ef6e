import type { FunctionBuilder } from './builder.ts';
import type { Address, Expr } from './encoding.ts';
import { atomic, f64, i32 } from './scalars.ts';
import type { Emission } from './scope.ts';

/** Words of the plan’s `meeting`, each group in a cache line of its own. */
export const words = {
  /** Threads that wait, and how often all have met. */
  arrived: 0,
  generation: 16,
  /** Helpers that have started, and what they are to do: wait (0), work (1), leave (2). */
  ready: 32,
  go: 33,
  /** What a chunk's function is called with. */
  from: 48,
  batch: 49,
  first: 50,
  isEnd: 51,
} as const;

/** More than there are helpers: those that start after the machine was released leave at once. */
const released = 1000;

/** Looks at the others' progress before a thread goes to sleep: some ten microseconds. */
const looks = 20_000;

export interface Meeting {
  /** () → nothing: returns when all threads have called it. */
  readonly meet: FunctionBuilder;
  /** (0) → nothing: sleeps until `go` is another. */
  readonly sleepBefore: FunctionBuilder;
  at(word: keyof typeof words): Address;
}

export function emitMeeting({ module, plan }: Emission, threads: number): Meeting {
  const at = (word: keyof typeof words): Address => ({
    base: i32.constant(0),
    offset: plan.meeting.offset + 4 * words[word],
  });
  // In functions of their own: what followed a loop with a wait in it got lost in Node 20.
  const sleepAt = (word: keyof typeof words): FunctionBuilder => {
    const sleep = module.function(['i32']);
    sleep.do(atomic.wait(at(word), sleep.parameter('i32', 0)));
    return sleep;
  };
  const [sleep, sleepBefore] = [sleepAt('generation'), sleepAt('go')];
  const meet = module.function([]);
  const generation = meet.keep(atomic.load(at('generation')));
  const left = meet.keep(i32.constant(looks));
  const isLast = i32.equal(atomic.add(at('arrived'), i32.constant(1)), i32.constant(threads - 1));
  meet.if(
    isLast,
    () => {
      meet.do(atomic.store(at('arrived'), i32.constant(0)));
      meet.do(atomic.store(at('generation'), i32.add(generation, i32.constant(1))));
      meet.do(atomic.notify(at('generation')));
    },
    () => {
      meet.while(i32.equal(atomic.load(at('generation')), generation), () => {
        meet.if(
          left,
          () => meet.advance(left, -1),
          () => meet.call(sleep, generation),
        );
      });
    },
  );
  return { meet, sleepBefore, at };
}

/** `help(thread)`: what a helper runs until the machine is released. */
export function emitHelp(
  { module }: Emission,
  { at, meet, sleepBefore }: Meeting,
  functions: readonly FunctionBuilder[],
): FunctionBuilder {
  const f = module.function(['i32']);
  const { constant } = i32;
  const isEarly = i32.less(atomic.add(at('ready'), constant(1)), constant(released));
  f.if(isEarly, () => {
    f.while(i32.not(atomic.load(at('go'))), () => f.call(sleepBefore, constant(0)));
    f.if(i32.equal(atomic.load(at('go')), constant(1)), () => {
      f.call(meet);
      f.while(i32.equal(atomic.load(at('go')), constant(1)), () => {
        for (const [thread, work] of functions.entries()) {
          if (thread === 0) continue;
          f.if(i32.equal(f.parameter('i32', 0), constant(thread)), () => {
            const chunk = (['from', 'batch', 'first', 'isEnd'] as const).map((word) => i32.load(at(word)));
            f.call(work, ...chunk, f64.constant(0));
          });
        }
        f.call(meet);
      });
    });
  });
  return f;
}

/** `release()`: sends the helpers away, those that have started and those that will. */
export function emitRelease({ module }: Emission, { at, meet }: Meeting): FunctionBuilder {
  const f = module.function([]);
  const isAtWork = f.keep(i32.equal(atomic.load(at('go')), i32.constant(1)));
  f.keep(atomic.add(at('ready'), i32.constant(released)));
  f.do(atomic.store(at('go'), i32.constant(2)));
  f.do(atomic.notify(at('go')));
  f.if(isAtWork, () => f.call(meet));
  return f;
}

/**
 * Emits a chunk's work by all threads if all helpers have started, else as `alone` does it.
 * @param chunk from, batch, first and isEnd of the chunk.
 */
export function emitWhereReady(
  f: FunctionBuilder,
  { at, meet }: Meeting,
  functions: readonly FunctionBuilder[],
  chunk: readonly Expr<'i32'>[],
  learningRate: Expr<'f64'>,
  alone: () => void,
): void {
  const [work] = functions;
  if (!work) return;
  const helpers = i32.constant(functions.length - 1);
  const isWaiting = i32.and(i32.not(atomic.load(at('go'))), i32.equal(atomic.load(at('ready')), helpers));
  f.if(isWaiting, () => {
    f.do(atomic.store(at('go'), i32.constant(1)));
    f.do(atomic.notify(at('go')));
  });
  f.if(
    i32.equal(atomic.load(at('go')), i32.constant(1)),
    () => {
      for (const [index, word] of (['from', 'batch', 'first', 'isEnd'] as const).entries()) {
        f.do(i32.store(at(word), chunk[index] ?? i32.constant(0)));
      }
      f.call(meet);
      f.call(work, ...chunk, learningRate);
    },
    alone,
  );
}
