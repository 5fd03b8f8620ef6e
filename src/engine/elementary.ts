import type { Precision } from '../spec/spec.ts';
import { rounding } from './rounding.ts';

/**
 * exp, log and their kin from +, −, ×, ÷ and bit shifts alone, which every machine rounds alike.
 * `Math.exp` and the others are left to the host by ECMA-262: V8 differs from another engine on
 * 9.7% of exp's arguments, and from itself between two versions on 9.2% of pow's.
 *
 * Every function is free of branches on its argument, so that a SIMD lane can compute it, and the
 * compiler emits the same operations in the same order: results are equal to the last bit.
 * Errors against 50 digits: exp and log below 1 ulp, log1p and erf below 1.5, expm1 below 2, tanh and
 * sigmoid below 3.
 */
export interface Elementary {
  /** e^x for x ≤ 709 (float32: 88); 0 where the result would be subnormal, so below −708 (−87). */
  exp(x: number): number;
  /** Natural logarithm of a positive normal x. */
  log(x: number): number;
  /** log(1 + x) for 0 ≤ x ≤ 1. */
  log1p(x: number): number;
  tanh(x: number): number;
  /** 1 / (1 + e^−x). */
  sigmoid(x: number): number;
  /** e^x − 1 for x ≤ 0. */
  expm1(x: number): number;
  /** 2/√π ∫₀ˣ e^−t² dt. */
  erf(x: number): number;
}

/** 1/√(2π), the density of the normal distribution at 0. */
export const INVERSE_ROOT_OF_TAU = 0.3989422804014327;

/**
 * The numbers that the formulas take in one precision; all are exact in it. Polynomials are Chebyshev's
 * fits, highest power first, by `scripts/fixtures/polynomials.py`: where they are used they miss by less than
 * a tenth of an ulp. Series take up to six terms more for as much.
 */
export interface Constants {
  readonly log2e: number;
  /** ln 2 in two parts: `ln2High` has so few digits that its product with any exponent is exact. */
  readonly ln2High: number;
  readonly ln2Low: number;
  /** Adding and taking away 1.5·2^52 (2^23) rounds to the nearest whole number, ties to even. */
  readonly rounder: number;
  /** Below it e^x is subnormal. */
  readonly expMinimum: number;
  /** From here on tanh rounds to 1. */
  readonly tanhMaximum: number;
  /** (e^t − 1 − t)/t² for |t| ≤ ½ ln 2. */
  readonly exponential: readonly number[];
  /** (h·coth h − 1)/h² in h², for |h| ≤ ¼ ln 2. */
  readonly cotangent: readonly number[];
  /** (log((1+s)/(1−s))/s − 2)/s² in z = s², for the mantissa of log: z ≤ 0.0295. */
  readonly logarithm: readonly number[];
  /** The same for log1p: z ≤ 1/9, hence longer. */
  readonly logarithm1p: readonly number[];
  readonly erf: {
    /** erf(x)/x in x², for x ≤ 1. */
    readonly near: readonly number[];
    /** erfc(x)·e^x² in (x − shift)/(x + shift), for 1 ≤ x ≤ maximum. */
    readonly far: readonly number[];
    readonly shift: number;
    /** From here on erf rounds to 1. */
    readonly maximum: number;
  };
}

export const constants: Readonly<Record<Precision, Constants>> = {
  float64: {
    log2e: 1.4426950408889634,
    ln2High: 0.6931471803691238,
    ln2Low: 1.9082149292705877e-10,
    rounder: 6755399441055744,
    expMinimum: -708,
    tanhMaximum: 22,
    exponential: [
      2.510038549551032e-8, 2.7620088445409746e-7, 0.0000027557268459997064, 0.000024801521295954376,
      0.00019841269863053618, 0.0013888888917213717, 0.008333333333330062, 0.04166666666662413, 0.16666666666666669,
      0.5,
    ],
    cotangent: [
      0.000021216083355660436, -0.00021163596843310663, 0.0021164020709193046, -0.022222222222051523,
      0.3333333333333332,
    ],
    logarithm: [
      0.14616585424888623, 0.15331710618210773, 0.18182889455674947, 0.22222211130259878, 0.2857142862600327,
      0.39999999999899444, 0.666666666666667,
    ],
    logarithm1p: [
      0.1616404561194353, 0.08800738486144674, 0.12001072809590713, 0.13314144209654935, 0.15385570064958623,
      0.18181789436132859, 0.22222222717427864, 0.2857142856710876, 0.40000000000014585, 0.6666666666666666,
    ],
    erf: {
      near: [
        -7.795898827002142e-10, 1.3720064546777686e-8, -1.6208483801871705e-7, 1.6447424703317362e-6,
        -1.492473690741966e-5, 0.00012055294904839707, -0.0008548325975389692, 0.0052239776071164225,
        -0.02686617064323777, 0.11283791670945006, -0.37612638903183543, 1.1283791670955126,
      ],
      far: [
        3.381355142042904e-9, 1.2755818949624478e-6, 2.0135111426447427e-6, -8.00978093907608e-6,
        -1.2845780030775907e-5, 6.406279226046039e-5, 4.525434558991009e-5, -0.0005970624964924544,
        0.0007077464666941425, 0.004269136356961225, -0.024392499318915004, 0.07166583719747308, -0.15011593650077898,
        0.24560380171233487, -0.3262335600430372, 0.17900115118138996,
      ],
      shift: 3,
      maximum: 6,
    },
  },
  float32: {
    log2e: Math.fround(1.4426950408889634),
    ln2High: 0.693145751953125,
    ln2Low: 1.428606765330187e-6,
    rounder: 12582912,
    expMinimum: -87,
    tanhMaximum: 10,
    exponential: [0.00139261836, 0.00836317905, 0.0416665546, 0.16666577, 0.5].map(Math.fround),
    cotangent: [-0.0221588241, 0.333333094].map(Math.fround),
    logarithm: [0.295800531, 0.399887783, 0.66666685].map(Math.fround),
    logarithm1p: [0.232243292, 0.217065758, 0.28592358, 0.399997063, 0.666666673].map(Math.fround),
    erf: {
      near: [7.87587506e-5, -0.000801686429, 0.00518908742, -0.026854212, 0.112835947, -0.376126267, 1.12837917].map(
        Math.fround,
      ),
      far: [-0.00311584981, -0.00398635031, 0.0399643866, -0.125030181, 0.251712217, -0.371736785, 0.210806368].map(
        Math.fround,
      ),
      shift: 2.5,
      maximum: 4,
    },
  },
};

/** A polynomial's coefficients, highest power first. */
export interface Halves {
  readonly even: readonly number[];
  readonly odd: readonly number[];
}

export function halves(coefficients: readonly number[]): Halves {
  const isEven = (index: number): boolean => (coefficients.length - 1 - index) % 2 === 0;
  return {
    even: coefficients.filter((_, index) => isEven(index)),
    odd: coefficients.filter((_, index) => !isEven(index)),
  };
}

/** x·2^k and the split of x into 2^k·m with m in [√½, √2): the two steps that look at bits. */
interface Bits {
  powerOfTwo(k: number): number;
  exponent(x: number): number;
}

/** High word of √½, from where `exponent` counts. */
export const sqrtHalfBits = { float64: 0x3fe6a09e, float32: 0x3f3504f3 } as const;

function bitsOf(precision: Precision): Bits {
  // The high word of a float64 holds its exponent; a float32 is one word. All hosts are little-endian.
  const isDouble = precision === 'float64';
  const cell = isDouble ? new Float64Array(1) : new Float32Array(1);
  const words = new Int32Array(cell.buffer);
  const high = isDouble ? 1 : 0;
  const shift = isDouble ? 20 : 23;
  const bias = isDouble ? 1023 : 127;
  return {
    powerOfTwo(k) {
      words.fill(0);
      words[high] = (k + bias) << shift;
      return cell[0] ?? NaN;
    },
    exponent(x) {
      cell[0] = x;
      return ((words[high] ?? 0) - sqrtHalfBits[precision]) >> shift;
    },
  };
}

function elementary(precision: Precision): Elementary {
  const c = constants[precision];
  const { powerOfTwo, exponent } = bitsOf(precision);
  const r = rounding(precision);
  const nearest = (x: number): number => r(r(x + c.rounder) - c.rounder);
  const horner = (x: number, coefficients: readonly number[]): number => {
    let sum = 0;
    for (const coefficient of coefficients) sum = r(r(sum * x) + coefficient);
    return sum;
  };

  /**
   * Even and odd powers apart, which a processor works out side by side: 4-16-3 with softmax, a row at a
   * time, trains 3% faster, in float64 7%. Not for erf, which in float32 would miss by more than 1.5 ulp.
   */
  const polynomial = (x: number, coefficients: Halves): number => {
    const square = r(x * x);
    return r(r(horner(square, coefficients.odd) * x) + horner(square, coefficients.even));
  };
  const exponential = halves(c.exponential);
  const logarithm = halves(c.logarithm);
  const logarithm1p = halves(c.logarithm1p);

  /** x = k·ln 2 + t, and e^t − 1. Cody and Waite's reduction in two parts. */
  function reduce(x: number): { k: number; m: number } {
    const k = nearest(r(x * c.log2e));
    const high = r(x - r(k * c.ln2High));
    const low = r(k * c.ln2Low);
    const t = r(high - low);
    return { k, m: r(high + r(r(r(t * t) * polynomial(t, exponential)) - low)) };
  }

  /**
   * a = ½ k ln 2 + h: 2^k, h and d = h·coth h − 1, so that tanh h = h/(1 + d) and e^2h = (1 + d + h)/(1 + d − h).
   * 2-8-8-1 with tanh trains 1.1 times as fast as by way of e^2a − 1, in float64 1.2 times.
   */
  function halve(a: number): { power: number; h: number; d: number } {
    const k = nearest(r(a * (2 * c.log2e)));
    const h = r(r(a - r(k * (c.ln2High / 2))) - r(k * (c.ln2Low / 2)));
    const square = r(h * h);
    return { power: powerOfTwo(k), h, d: r(square * horner(square, c.cotangent)) };
  }

  /** log((1+s)/(1−s)) for f = 2s/(1−s): f − s·(f − s²·(2/3 + 2s²/5 + …)). */
  function logSeries(f: number, terms: Halves, low: number): number {
    const s = r(f / r(2 + f));
    const z = r(s * s);
    return r(f - r(r(s * r(f - r(z * polynomial(z, terms)))) - low));
  }

  const magnitude = (x: number): number => (x < 0 ? -x : x);

  function exp(x: number): number {
    if (x < c.expMinimum) return 0;
    const { k, m } = reduce(x);
    return r(powerOfTwo(k) * r(1 + m));
  }

  return {
    exp,
    log(x) {
      const k = exponent(x);
      const f = r(r(x * powerOfTwo(-k)) - 1);
      return r(r(k * c.ln2High) + logSeries(f, logarithm, r(k * c.ln2Low)));
    },
    log1p(x) {
      return logSeries(x, logarithm1p, 0);
    },
    tanh(x) {
      const a = magnitude(x);
      const { power, h, d } = halve(c.tanhMaximum < a ? c.tanhMaximum : a);
      const less = r(power - 1);
      const more = r(power + 1);
      const y = r(r(less + r(r(less * d) + r(more * h))) / r(more + r(r(more * d) + r(less * h))));
      return x < 0 || Object.is(x, -0) ? -y : y;
    },
    sigmoid(x) {
      const size = magnitude(x);
      const { power, h, d } = halve(r(0.5 * (-c.expMinimum < size ? -c.expMinimum : size)));
      const grown = r(power * r(1 + r(d + h)));
      const shrunk = -c.expMinimum < size ? 0 : r(1 + r(d - h));
      return r((x >= 0 ? grown : shrunk) / r(grown + shrunk));
    },
    expm1(x) {
      const { k, m } = reduce(x < c.expMinimum ? c.expMinimum : x);
      const power = powerOfTwo(k);
      return r(r(power * m) + r(power - 1));
    },
    erf(x) {
      const { near, far, shift, maximum } = c.erf;
      const a = maximum < magnitude(x) ? maximum : magnitude(x);
      const square = r(a * a);
      const tail = r(exp(-square) * horner(r(r(a - shift) / r(a + shift)), far));
      const y = a < 1 ? r(a * horner(square, near)) : r(1 - tail);
      return x < 0 || Object.is(x, -0) ? -y : y;
    },
  };
}

const double = elementary('float64');
const single = elementary('float32');

export function elementaryFunctions(precision: Precision): Elementary {
  return precision === 'float64' ? double : single;
}

/** Natural logarithm in float64; see Elementary. */
export function log(x: number): number {
  return double.log(x);
}
