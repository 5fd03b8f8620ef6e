import { expr, memoryArgument, signed, type Address, type Code, type Expr, type ValueType } from './encoding.ts';

/** Scalar instructions, as far as the compiler emits them: addresses, counts, and sums over rows. */

const binary =
  <A extends ValueType, R extends ValueType>(result: R, opcode: number) =>
  (a: Expr<A>, b: Expr<A>): Expr<R> =>
    expr(result, a.code, b.code, opcode);

const unary =
  <A extends ValueType, R extends ValueType>(result: R, opcode: number) =>
  (a: Expr<A>): Expr<R> =>
    expr(result, a.code, opcode);

const load =
  <T extends ValueType>(type: T, opcode: number, alignment: number) =>
  ({ base, offset }: Address): Expr<T> =>
    expr(type, base.code, opcode, memoryArgument(alignment, offset));

const store =
  <T extends ValueType>(opcode: number, alignment: number) =>
  ({ base, offset }: Address, value: Expr<T>): Code => [
    base.code,
    value.code,
    opcode,
    memoryArgument(alignment, offset),
  ];

const drop = 0x1a;

/** `condition ? yes : no`; both are computed. */
export function select<T extends ValueType>(condition: Expr<'i32'>, yes: Expr<T>, no: Expr<T>): Expr<T> {
  return expr(yes.type, yes.code, no.code, condition.code, 0x1b);
}

export const i32 = {
  constant: (value: number): Expr<'i32'> => expr('i32', 0x41, signed(value)),
  add: binary<'i32', 'i32'>('i32', 0x6a),
  sub: binary<'i32', 'i32'>('i32', 0x6b),
  mul: binary<'i32', 'i32'>('i32', 0x6c),
  /** Of two unsigned numbers. */
  remainder: binary<'i32', 'i32'>('i32', 0x70),
  and: binary<'i32', 'i32'>('i32', 0x71),
  xor: binary<'i32', 'i32'>('i32', 0x73),
  shiftLeft: binary<'i32', 'i32'>('i32', 0x74),
  /** Unsigned. */
  shiftRight: binary<'i32', 'i32'>('i32', 0x76),
  rotateLeft: binary<'i32', 'i32'>('i32', 0x77),
  equal: binary<'i32', 'i32'>('i32', 0x46),
  less: binary<'i32', 'i32'>('i32', 0x48),
  /** Of two unsigned numbers. */
  above: binary<'i32', 'i32'>('i32', 0x4b),
  not: unary<'i32', 'i32'>('i32', 0x45),
  /** How many bits are set. */
  bitCount: unary<'i32', 'i32'>('i32', 0x69),
  load: load('i32', 0x28, 2),
  store: store<'i32'>(0x36, 2),
} as const;

export const f32 = {
  load: load('f32', 0x2a, 2),
  fromDouble: unary<'f64', 'f32'>('f32', 0xb6),
  toDouble: unary<'f32', 'f64'>('f64', 0xbb),
} as const;

const atomicStore =
  (opcode: number) =>
  ({ base, offset }: Address, value: Expr<'i32'>): Code => [
    base.code,
    value.code,
    0xfe,
    opcode,
    memoryArgument(2, offset),
  ];

/** On words that several threads read and write. */
export const atomic = {
  load: ({ base, offset }: Address): Expr<'i32'> => expr('i32', base.code, 0xfe, 0x10, memoryArgument(2, offset)),
  store: atomicStore(0x17),
  /** Adds to the word; the value is what was there before. */
  add: (at: Address, value: Expr<'i32'>): Expr<'i32'> => expr('i32', atomicStore(0x1e)(at, value)),
  /** Sleeps while the word holds `value`, until notified. */
  wait: ({ base, offset }: Address, value: Expr<'i32'>): Code => [
    base.code,
    value.code,
    // −1: without a limit of time.
    [0x42, 0x7f],
    0xfe,
    0x01,
    memoryArgument(2, offset),
    drop,
  ],
  /** Wakes all that sleep at the word. */
  notify: ({ base, offset }: Address): Code => [
    base.code,
    i32.constant(0x7fffffff).code,
    0xfe,
    0x00,
    memoryArgument(2, offset),
    drop,
  ],
} as const;

/** What reads and writes single numbers of a precision. */
export const numbers = {
  float32: {
    load: load('f32', 0x2a, 2),
    store: store<'f32' | 'f64'>(0x38, 2),
  },
  float64: {
    load: load('f64', 0x2b, 3),
    store: store<'f32' | 'f64'>(0x39, 3),
  },
} as const;

export const f64 = {
  load: load('f64', 0x2b, 3),
  store: store<'f64'>(0x39, 3),
  constant: (value: number): Expr<'f64'> => expr('f64', 0x44, [...new Uint8Array(Float64Array.of(value).buffer)]),
  abs: unary<'f64', 'f64'>('f64', 0x99),
  sqrt: unary<'f64', 'f64'>('f64', 0x9f),
  add: binary<'f64', 'f64'>('f64', 0xa0),
  sub: binary<'f64', 'f64'>('f64', 0xa1),
  mul: binary<'f64', 'f64'>('f64', 0xa2),
  div: binary<'f64', 'f64'>('f64', 0xa3),
  min: binary<'f64', 'f64'>('f64', 0xa4),
  greaterOrEqual: binary<'f64', 'i32'>('i32', 0x66),
  fromInt32: unary<'i32', 'f64'>('f64', 0xb7),
} as const;
