import type { Part, Plan, Region } from '../plan.ts';
import type { FunctionBuilder, ModuleBuilder } from './builder.ts';
import type { Expr } from './encoding.ts';
import { i32 } from './scalars.ts';
import { place } from './scope.ts';
import { findLists } from './sparse.ts';
import { width, type Real } from './vectors.ts';

/**
 * Copies rows of a part into the chunk; whole vectors, so that a row's end is overwritten by the next.
 * @param isExact copies not a byte too much: where the next row is another thread's.
 */
export function gather(
  f: FunctionBuilder,
  { plan, real }: { readonly plan: Plan; readonly real: Real },
  part: Part,
  rowAt: (row: Expr<'i32'>) => Expr<'i32'>,
  rows: Expr<'i32'>,
  isExact = false,
): void {
  const copy = (source: Region, target: Region, columns: number, row: Expr<'i32'>, index: Expr<'i32'>): void => {
    const bytes = columns * real.bytes;
    const from = f.keep(i32.mul(index, i32.constant(bytes)));
    const to = f.keep(i32.mul(row, i32.constant(bytes)));
    const vectors = (count: number, at: (address: Expr<'i32'>) => Expr<'i32'>): void => {
      for (let index = 0; index < count; index++) {
        const value = real.load({ base: at(from), offset: source.offset + index * width });
        f.do(real.store({ base: at(to), offset: target.offset + index * width }, value));
      }
    };
    const count = isExact ? Math.floor(bytes / width) : Math.ceil(bytes / width);
    const loops = count > 8 ? Math.floor(count / 4) : 0;
    if (loops > 0) {
      f.repeat(i32.constant(loops * 4 * width), 4 * width, (step) => vectors(4, (address) => i32.add(address, step)));
    }
    const done = i32.constant(loops * 4 * width);
    vectors(count - loops * 4, loops > 0 ? (address) => i32.add(address, done) : (address) => address);
    const rest = isExact ? (bytes % width) / real.bytes : 0;
    if (rest === 0) return;
    const value = f.keep(real.load({ base: from, offset: source.offset + count * width }));
    f.do(real.storeFirst({ base: to, offset: target.offset + count * width }, value, rest));
  };
  findLists(f, plan, part, rowAt, rows);
  f.repeat(rows, 1, (row) => {
    const index = f.keep(rowAt(row));
    if (!plan.sparse) copy(plan.data[part].inputs, plan.inputs, plan.network.inputs, row, index);
    copy(plan.data[part].targets, plan.targets, plan.network.outputs, row, index);
  });
}

/** () → nothing: `shuffle` of `engine/random.ts`, on the state that the plan's `random` holds. */
export function emitShuffle(module: ModuleBuilder, { order, random, trainingRows }: Plan): FunctionBuilder {
  const f = module.function([]);
  const stateAt = (index: number) => ({ base: i32.constant(0), offset: random.offset + 4 * index });
  const state = [0, 1, 2, 3].map((index) => f.keep(i32.load(stateAt(index))));
  const [a, b, c, d] = state;
  if (!a || !b || !c || !d || trainingRows < 2) return f;
  const draw = f.local('i32');
  const next32 = (): void => {
    const by = i32.constant;
    f.set(draw, i32.mul(i32.rotateLeft(i32.mul(b, by(5)), by(7)), by(9)));
    const sum = f.keep(i32.xor(d, b));
    const shifted = f.keep(i32.shiftLeft(b, by(9)));
    f.set(c, i32.xor(c, a));
    f.set(b, i32.xor(b, c));
    f.set(c, i32.xor(c, shifted));
    f.set(a, i32.xor(a, sum));
    f.set(d, i32.rotateLeft(sum, by(11)));
  };
  const last = f.keep(i32.constant(trainingRows - 1));
  const chosen = f.local('i32');
  f.doWhile(
    () => {
      const n = f.keep(i32.add(last, i32.constant(1)));
      // Past the last multiple of n: a draw whose multiple, plus n, exceeds 2³².
      f.doWhile(
        () => {
          next32();
          f.set(chosen, i32.remainder(draw, n));
        },
        () => i32.above(i32.sub(draw, chosen), i32.sub(i32.constant(0), n)),
      );
      const [here, there] = [last, chosen].map((index) => place(f.keep(i32.shiftLeft(index, i32.constant(2))), order));
      if (!here || !there) return;
      const item = f.keep(i32.load(here));
      f.do(i32.store(here, i32.load(there)));
      f.do(i32.store(there, item));
      f.advance(last, -1);
    },
    () => last,
  );
  for (const [index, value] of state.entries()) f.do(i32.store(stateAt(index), value));
  return f;
}
