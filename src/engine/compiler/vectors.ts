import type { Precision } from '../../spec/spec.ts';
import { constants, sqrtHalfBits } from '../elementary.ts';
import { expr, memoryArgument, unsigned, type Address, type Code, type Expr } from './encoding.ts';
import type { ConstantPool } from './pool.ts';
import { f32, f64, i32 } from './scalars.ts';

/** A vector register: four float32, two float64, or a mask of as many lanes, all bits set or none. */
export type Vector = Expr<'v128'>;

/** Bytes of a vector register. */
export const width = 16;

const simd = (...code: Code): Vector => expr('v128', ...code);
const instruction = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];

const unary =
  (opcode: number) =>
  (a: Vector): Vector =>
    simd(a.code, instruction(opcode));

const binary =
  (opcode: number) =>
  (a: Vector, b: Vector): Vector =>
    simd(a.code, b.code, instruction(opcode));

const shift =
  (opcode: number) =>
  (a: Vector, bits: number): Vector =>
    simd(a.code, i32.constant(bits).code, instruction(opcode));

export const v128 = {
  load: ({ base, offset }: Address): Vector => simd(base.code, instruction(0x00), memoryArgument(2, offset)),
  store: ({ base, offset }: Address, value: Vector): Code => [
    base.code,
    value.code,
    instruction(0x0b),
    memoryArgument(2, offset),
  ],
  and: binary(0x4e),
  /** a and not b. */
  andNot: binary(0x4f),
  or: binary(0x50),
  /** Lane by lane (bit by bit), where the mask is set `yes`, else `no`. */
  select: (mask: Vector, yes: Vector, no: Vector): Vector => simd(yes.code, no.code, mask.code, instruction(0x52)),
  splatInt32: (a: Expr<'i32'>): Vector => simd(a.code, instruction(0x11)),
  xor: binary(0x51),
  /** 32-bit whole numbers, four of them. */
  addInt32: binary(0xae),
  mulInt32: binary(0xb5),
  shiftRightInt32: shift(0xad),
  belowInt32: binary(0x3a),
  /** The first or second of two float64s. */
  lane: (a: Vector, lane: 0 | 1): Expr<'f64'> => expr('f64', a.code, instruction(0x21), lane),
  /** The first two of four float32s as float64s. */
  promoteLow: unary(0x5f),
  /** The upper half of a vector, twice. */
  upper: (a: Vector): Vector =>
    simd(a.code, a.code, instruction(0x0d), [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]),
} as const;

/** Two vectors' lanes of so many bytes in another order: those of `b` count on from those of `a`. */
const shuffle = (a: Vector, b: Vector, lanes: readonly number[], bytes: number): Vector =>
  simd(
    a.code,
    b.code,
    instruction(0x0d),
    lanes.flatMap((lane) => Array.from({ length: bytes }, (_, byte) => lane * bytes + byte)),
  );

/** A vector of the numbers at these places of a list of vectors, by as few shuffles as V8 does in one instruction. */
function chosen(vectorAt: (index: number) => Vector | undefined, places: readonly number[]): Vector {
  const lanes = places.length;
  const bytes = width / lanes;
  const found = places.map((place) => ({ vector: vectorAt(Math.floor(place / lanes)), lane: place % lanes }));
  const all = found.map(({ vector = found[0]?.vector, lane }) => {
    if (!vector) throw new RangeError('no vector to choose from');
    return { vector, lane };
  });
  const [a, b, ...others] = new Set(all.map(({ vector }) => vector));
  if (!a) throw new RangeError('no vector to choose from');
  if (others.length === 0) {
    const order = all.map(({ vector, lane }) => (vector === a ? lane : lanes + lane));
    return order.every((lane, index) => lane === index) ? a : shuffle(a, b ?? a, order, bytes);
  }
  // Two lanes each from two vectors.
  const halves = [all.slice(0, 2), all.slice(2)].map(([first, second]) => {
    if (!first || !second) throw new RangeError('more vectors than lanes');
    if (first.vector === second.vector) return { vector: first.vector, lanes: [first.lane, second.lane] };
    const order = [first.lane, first.lane, lanes + second.lane, lanes + second.lane];
    return { vector: shuffle(first.vector, second.vector, order, bytes), lanes: [0, 2] };
  });
  const [low, high] = halves;
  if (!low || !high) throw new RangeError('more vectors than lanes');
  return shuffle(low.vector, high.vector, [...low.lanes, ...high.lanes.map((lane) => lanes + lane)], bytes);
}

/** As many vectors as each has lanes, row by row, turned to columns. */
function transposed(rows: readonly Vector[], keep: (value: Vector) => Vector): Vector[] {
  const bytes = width / rows.length;
  const both = (a: number, b: number, from: readonly Vector[], lanes: readonly number[]): Vector => {
    const [first, second] = [from[a], from[b]];
    if (!first || !second) throw new RangeError('fewer vectors than lanes');
    return keep(shuffle(first, second, lanes, width / lanes.length));
  };
  if (bytes === 8) return [both(0, 1, rows, [0, 2]), both(0, 1, rows, [1, 3])];
  const [low, high] = [
    [0, 4, 1, 5],
    [2, 6, 3, 7],
  ] as const;
  const pairs = [both(0, 1, rows, low), both(2, 3, rows, low), both(0, 1, rows, high), both(2, 3, rows, high)];
  return [both(0, 1, pairs, [0, 2]), both(0, 1, pairs, [1, 3]), both(2, 3, pairs, [0, 2]), both(2, 3, pairs, [1, 3])];
}

/** What the two precisions differ in: opcodes, and how a number's bits are laid out. */
interface Codes {
  readonly lanes: 2 | 4;
  readonly loadSplat: number;
  readonly loadLane: number;
  readonly storeLane: number;
  readonly splat: number;
  readonly compare: number;
  readonly arithmetic: number;
  readonly fromInt32: number;
  readonly bitmask: number;
  readonly shiftLeft: number;
  readonly shiftRight: number;
  readonly addInt: number;
  readonly subInt: number;
}

const codes: Readonly<Record<Precision, Codes>> = {
  float32: {
    lanes: 4,
    loadSplat: 0x09,
    loadLane: 0x56,
    storeLane: 0x5a,
    splat: 0x13,
    compare: 0x41,
    arithmetic: 0xe0,
    fromInt32: 0xfa,
    bitmask: 0xa4,
    shiftLeft: 0xab,
    shiftRight: 0xac,
    addInt: 0xae,
    subInt: 0xb1,
  },
  float64: {
    lanes: 2,
    loadSplat: 0x0a,
    loadLane: 0x57,
    storeLane: 0x5b,
    splat: 0x14,
    compare: 0x47,
    arithmetic: 0xec,
    fromInt32: 0xfe,
    bitmask: 0xc4,
    shiftLeft: 0xcb,
    shiftRight: 0xcc,
    addInt: 0xce,
    subInt: 0xd1,
  },
};

/** +0 in all lanes: no other constant is made by a single instruction that waits for nothing. */
const zero = simd(
  instruction(0x0c),
  Array.from({ length: width }, () => 0),
);

/** The instructions of one precision. All arithmetic is lane by lane. */
export type Real = ReturnType<typeof realOf>;

export function realOf(precision: Precision, pool: ConstantPool) {
  const code = codes[precision];
  const single = precision === 'float32';
  const { lanes } = code;
  const bytes = width / lanes;
  const alignment = single ? 2 : 3;
  const constant = (value: number): Vector => (Object.is(value, 0) ? zero : v128.load(pool.numbers(value, precision)));
  // As a number, and as the bits that 2^k is made of.
  const rounder = constants[precision].rounder;
  const mantissaBits = single ? 23 : 52;
  const integers = (high: number): Vector => v128.load(single ? pool.words([high]) : pool.words([0, high]));
  const one = integers(single ? 127 << 23 : 1023 << 20);

  const add = binary(code.arithmetic + 4);
  const sub = binary(code.arithmetic + 5);
  const loadLane = ({ base, offset }: Address, into: Vector, lane: number): Vector =>
    simd(base.code, into.code, instruction(code.loadLane), memoryArgument(alignment, offset), lane);
  const storeLane = ({ base, offset }: Address, value: Vector, lane: number): Code => [
    base.code,
    value.code,
    instruction(code.storeLane),
    memoryArgument(alignment, offset),
    lane,
  ];
  /** 2^k, from a sum of k and `rounder`: its lowest bits are k's. */
  const powerFromSum = (sum: Vector): Vector => binary(code.addInt)(shift(code.shiftLeft)(sum, mantissaBits), one);

  return {
    precision,
    lanes,
    bytes,
    constant,
    ...v128,
    /** One number into all lanes. */
    loadSplat: ({ base, offset }: Address): Vector =>
      simd(base.code, instruction(code.loadSplat), memoryArgument(alignment, offset)),
    /** Lane by lane the one that `from` names; `a` is evaluated twice. */
    permute: (a: Vector, from: (lane: number) => number): Vector =>
      shuffle(
        a,
        a,
        Array.from({ length: lanes }, (_, lane) => from(lane)),
        bytes,
      ),
    /**
     * Lane by lane the number that `from` names of those in a list of vectors, in `lanes` each; for
     * lanes that are not looked at, any number, also one beyond the last.
     */
    choose: (vectorAt: (index: number) => Vector | undefined, from: (lane: number) => number): Vector =>
      chosen(
        vectorAt,
        Array.from({ length: lanes }, (_, lane) => from(lane)),
      ),
    /** Square: as many vectors as lanes. */
    transpose: transposed,
    /** `lanes` numbers that lie `stride` bytes apart. */
    gather: ({ base, offset }: Address, stride: number): Vector => {
      if (stride === bytes) return v128.load({ base, offset });
      let value = simd(base.code, instruction(single ? 0x5c : 0x5d), memoryArgument(alignment, offset));
      for (let lane = 1; lane < lanes; lane++) value = loadLane({ base, offset: offset + lane * stride }, value, lane);
      return value;
    },
    /** The other way round; `value` is evaluated once a lane. */
    scatter: ({ base, offset }: Address, stride: number, value: Vector): Code => {
      if (stride === bytes) return v128.store({ base, offset }, value);
      return Array.from({ length: lanes }, (_, lane) =>
        storeLane({ base, offset: offset + lane * stride }, value, lane),
      );
    },
    /** The first `count` lanes; `value` is evaluated once a lane. */
    storeFirst: ({ base, offset }: Address, value: Vector, count: number): Code => {
      if (count === lanes) return v128.store({ base, offset }, value);
      return Array.from({ length: count }, (_, lane) =>
        storeLane({ base, offset: offset + lane * bytes }, value, lane),
      );
    },
    splatDouble: (a: Expr<'f64'>): Vector => simd(single ? f32.fromDouble(a).code : a.code, instruction(code.splat)),
    splatInt: (a: Expr<'i32'>): Vector => simd(a.code, instruction(0x11), instruction(code.fromInt32)),
    /** A number in memory, as a float64. */
    loadDouble: (address: Address): Expr<'f64'> => (single ? f32.toDouble(f32.load(address)) : f64.load(address)),
    equal: binary(code.compare),
    less: binary(code.compare + 2),
    greater: binary(code.compare + 3),
    lessOrEqual: binary(code.compare + 4),
    greaterOrEqual: binary(code.compare + 5),
    abs: unary(code.arithmetic),
    negate: unary(code.arithmetic + 1),
    sqrt: unary(code.arithmetic + 3),
    add,
    sub,
    mul: binary(code.arithmetic + 6),
    div: binary(code.arithmetic + 7),
    /** b < a ? b : a, hence a where one of them is NaN: one instruction, unlike IEEE's minimum. */
    min: binary(code.arithmetic + 10),
    /** a < b ? b : a. */
    max: binary(code.arithmetic + 11),
    /** A bit a lane, the first lane's lowest, from the lanes' signs. */
    bitmask: (a: Vector): Expr<'i32'> => expr('i32', a.code, instruction(code.bitmask)),
    /** The nearest whole number k, ties to even, and 2^k. */
    nearest: (keep: (value: Vector) => Vector, x: Vector): { k: Vector; power: Vector } => {
      const sum = keep(add(x, constant(rounder)));
      return { k: keep(sub(sum, constant(rounder))), power: powerFromSum(sum) };
    },
    /** 2^k for a whole number k. */
    powerOfTwo: (k: Vector): Vector => powerFromSum(add(k, constant(rounder))),
    /** k such that x = 2^k·m with m in [√½, √2). */
    exponent: (x: Vector): Vector => {
      const k = shift(code.shiftRight)(binary(code.subInt)(x, integers(sqrtHalfBits[precision])), mantissaBits);
      // A sum of bits is a sum of numbers within `rounder`'s binade.
      return sub(binary(code.addInt)(k, constant(rounder)), constant(rounder));
    },
  };
}
