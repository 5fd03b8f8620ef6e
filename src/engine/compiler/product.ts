import { panelRows, type Region } from '../plan.ts';
import type { FunctionBuilder } from './builder.ts';
import type { Address, Expr, Local } from './encoding.ts';
import { copyPanel, paysToCopy, type Panel } from './panels.ts';
import { i32 } from './scalars.ts';
import { width, type Real, type Vector } from './vectors.ts';

/** A count known when the module is emitted, or a variable (at least 1) that holds it. */
export type Extent = number | Local<'i32'>;

/** A matrix in memory; strides in bytes. */
export interface Matrix {
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** A matrix whose rows are contiguous. */
export type Rows = Omit<Matrix, 'columnStride'>;

/**
 * C = start + A·B, with C of m × n and A of m × k. Every element of C is summed in order of k, by
 * one multiplication and one addition a term, so that it equals a plain loop's bit for bit:
 * vectors hold neighbours in C's rows, and A's numbers are copied into all lanes.
 */
export interface Product {
  readonly m: Extent;
  readonly n: number;
  readonly k: Extent;
  /** `ones`: C sums B's columns. */
  readonly a: Matrix | 'ones';
  readonly b: Rows;
  readonly c: Rows;
  /** Whether the numbers beyond C's only row may be overwritten: a vector stored in parts is slow to load. */
  readonly isPadded?: boolean | undefined;
  /** A row that each row of C starts from; absent: nothing. */
  readonly bias?: number | undefined;
  /** Where a panel of B may be copied to. */
  readonly panel: Region;
  /** What is done to the sums before they are stored; `at` is their place relative to C. */
  readonly finish?: ((sums: Vector, at: Address) => Vector) | undefined;
}

/**
 * 15 vector registers: accumulators (rows × vectors), a row of B, a number of A. Spilling one of
 * them halves the speed.
 */
const mostRows: readonly number[] = [0, 10, 5, 3];
/** With a single row, that many sums hide the latency of an addition. */
const widestSingle = 8;
/** Multiply-adds of a tile that are written out one after another. */
const unrolled = 144;
/**
 * A panel whose rows are spread over more bytes is copied first if many rows of C use it. Rows
 * 2 KB apart share so few sets of the L1 cache that each pass would read them from L2: a layer of
 * 784 × 512 is 1.2 times as fast with the copy, in float64 1.3 times.
 */
const scattered = 16384;

export function emitProduct(f: FunctionBuilder, real: Real, product: Product): void {
  const { k } = product;
  const tiles = new Tiles(f, real, product);
  if (typeof k !== 'number' || k <= panelRows) {
    tiles.emit(product.bias === undefined ? 'nothing' : 'bias', k, i32.constant(0), true);
    return;
  }
  const blocks = Math.ceil(k / panelRows);
  const size = Math.ceil(k / blocks / 4) * 4;
  const whole = Math.floor((k - 1) / size);
  tiles.emit(product.bias === undefined ? 'nothing' : 'bias', size, i32.constant(0), false);
  if (whole > 1) {
    f.repeat(i32.constant(whole - 1), 1, (index) => {
      const from = f.keep(i32.mul(i32.add(index, i32.constant(1)), i32.constant(size)));
      tiles.emit('c', size, from, false);
    });
  }
  tiles.emit('c', k - whole * size, i32.constant(whole * size), true);
}

/** Where a tile lies: byte offsets into A and C, and a row of C; and the panel of B. */
interface Place {
  readonly a: Address;
  readonly b: Panel;
  readonly c: Address;
  readonly column: Address;
}

const none = i32.constant(0);

class Tiles {
  private readonly sums: Local<'v128'>[] = [];
  private readonly row: Local<'v128'>[] = [];
  private readonly factor: Local<'v128'>;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly real: Real,
    private readonly product: Product,
  ) {
    this.factor = f.local('v128');
  }

  /** The whole of C, from terms `from` … `from + terms`; the last time with the finish. */
  emit(start: 'nothing' | 'bias' | 'c', terms: Extent, from: Expr<'i32'>, isLast: boolean): void {
    const { f, product } = this;
    const { a, b } = product;
    const aFrom = a === 'ones' ? none : f.keep(i32.mul(from, i32.constant(a.columnStride)));
    const bFrom = f.keep(i32.mul(from, i32.constant(b.rowStride)));
    const tile = { start, terms, isLast };
    const panels = this.panels();
    for (const { vectors, count, first } of panels) {
      const isLastPanel = first === panels.at(-1)?.first;
      const panel = (column: Expr<'i32'>): void => {
        const at = { base: f.keep(i32.add(bFrom, column)), offset: b.offset + first * width, stride: b.rowStride };
        const rows = this.isScattered(terms) ? this.copyOf(at, terms, vectors) : at;
        this.downPanel({ ...tile, vectors, isLastPanel }, aFrom, rows, { base: column, offset: first * width });
      };
      if (count === 1) panel(none);
      else f.repeat(i32.constant(count * vectors * width), vectors * width, panel);
    }
  }

  private isScattered(terms: Extent): terms is number {
    const { m, b } = this.product;
    return typeof terms === 'number' && paysToCopy(m) && terms * b.rowStride > scattered;
  }

  private copyOf(from: Panel, terms: number, vectors: number): Panel {
    const { f, real, product } = this;
    const copy = { base: none, offset: product.panel.offset, stride: vectors * width };
    copyPanel(f, real, from, copy, terms, vectors);
    return copy;
  }

  /** C's columns, in panels of a few vectors; a panel with a part of a vector comes last. */
  private panels(): { vectors: number; count: number; first: number }[] {
    const vectors = Math.ceil(this.product.n / this.real.lanes);
    const single = this.product.m === 1;
    if (single) {
      const count = Math.ceil(vectors / widestSingle);
      const size = Math.ceil(vectors / count);
      const last = vectors - (count - 1) * size;
      return [
        ...(count > 1 ? [{ vectors: size, count: count - 1, first: 0 }] : []),
        { vectors: last, count: 1, first: vectors - last },
      ];
    }
    const last = vectors % 2 === 0 ? 2 : Math.min(vectors, 3);
    const pairs = (vectors - last) / 2;
    return [
      ...(pairs > 0 ? [{ vectors: 2, count: pairs, first: 0 }] : []),
      { vectors: last, count: 1, first: vectors - last },
    ];
  }

  private downPanel(kind: TileKind, panelA: Expr<'i32'>, b: Panel, column: Address): void {
    const { f, product } = this;
    const { m } = product;
    const most = m === 1 ? 1 : (mostRows[kind.vectors] ?? 1);
    const aStride = product.a === 'ones' ? 0 : product.a.rowStride;
    const cStride = product.c.rowStride;
    const down = (rows: number, a: Expr<'i32'>, c: Expr<'i32'>, skipped: number): void => {
      this.tile(rows, kind, {
        a: { base: a, offset: skipped * aStride },
        b,
        c: { base: c, offset: column.offset + skipped * cStride },
        column,
      });
    };
    if (typeof m === 'number') {
      const rows = Math.ceil(m / Math.ceil(m / most));
      const whole = Math.floor(m / rows);
      if (whole <= 2) {
        for (let index = 0; index < whole; index++) down(rows, panelA, column.base, index * rows);
      } else {
        const a = f.keep(panelA);
        const c = f.keep(column.base);
        f.repeat(i32.constant(whole), 1, () => {
          down(rows, a, c, 0);
          f.advance(a, rows * aStride);
          f.advance(c, rows * cStride);
        });
      }
      if (m > whole * rows) down(m - whole * rows, panelA, column.base, whole * rows);
      return;
    }
    const left = f.keep(m);
    const a = f.keep(panelA);
    const c = f.keep(column.base);
    for (const rows of most > 1 ? [most, 1] : [1]) {
      f.while(i32.less(i32.constant(rows - 1), left), () => {
        down(rows, a, c, 0);
        f.advance(a, rows * aStride);
        f.advance(c, rows * cStride);
        f.advance(left, -rows);
      });
    }
  }

  private tile(rows: number, { vectors, isLastPanel, start, terms, isLast }: TileKind, place: Place): void {
    const { f, real, product } = this;
    const lastVector = product.n - (Math.ceil(product.n / real.lanes) - 1) * real.lanes;
    const { a, c } = product;
    const indices = Array.from({ length: rows * vectors }, (_, index) => ({
      sum: this.register(this.sums, index),
      row: Math.floor(index / vectors),
      vector: index % vectors,
    }));
    const inC = (row: number, vector: number): number => place.c.offset + row * c.rowStride + vector * width;
    if (start === 'c') {
      for (const { sum, row, vector } of indices) {
        f.set(sum, real.load({ base: place.c.base, offset: c.offset + inC(row, vector) }));
      }
    } else if (start === 'bias') {
      for (let vector = 0; vector < vectors; vector++) {
        const offset = (product.bias ?? 0) + place.column.offset + vector * width;
        f.set(this.register(this.row, vector), real.load({ base: place.column.base, offset }));
      }
      for (const { sum, vector } of indices) f.set(sum, this.register(this.row, vector));
    }
    const term = (aAt: Expr<'i32'>, bAt: Expr<'i32'>, index: number, starts: boolean): void => {
      for (let vector = 0; vector < vectors; vector++) {
        const offset = place.b.offset + index * place.b.stride + vector * width;
        f.set(this.register(this.row, vector), real.load({ base: bAt, offset }));
      }
      // V8 adds memory's start and a splat's offset up first, and keeps the sums. An offset for each term had
      // most of them spilled: with one for each row 4-16-3 in batches of 16 trains 1.2 times as fast.
      const ofA = a === 'ones' || index === 0 ? aAt : f.keep(i32.add(aAt, i32.constant(index * a.columnStride)));
      for (const { sum, row, vector } of indices) {
        if (a !== 'ones' && vector === 0) {
          const offset = a.offset + place.a.offset + row * a.rowStride;
          f.set(this.factor, real.loadSplat({ base: ofA, offset }));
        }
        const value = this.register(this.row, vector);
        const added = a === 'ones' ? value : real.mul(this.factor, value);
        f.set(sum, starts ? added : real.add(sum, added));
      }
    };
    this.eachTerm(terms, rows * vectors, start === 'nothing', place, term);

    for (const { sum, row, vector } of indices) {
      const at = { base: place.c.base, offset: inC(row, vector) };
      const isPart = isLastPanel && vector === vectors - 1 && product.isPadded !== true;
      const count = isPart ? lastVector : real.lanes;
      if (isLast && product.finish) f.set(sum, product.finish(sum, at));
      f.do(real.storeFirst({ base: at.base, offset: at.offset + c.offset }, sum, count));
    }
  }

  /** `term` for each, written out where that is short; the first starts the sums if `starts`. */
  private eachTerm(
    terms: Extent,
    tileSize: number,
    starts: boolean,
    place: Place,
    term: (a: Expr<'i32'>, b: Expr<'i32'>, index: number, starts: boolean) => void,
  ): void {
    const { f, product } = this;
    const several = (a: Expr<'i32'>, b: Expr<'i32'>, from: number, to: number): void => {
      for (let index = from; index < to; index++) term(a, b, index, starts && index === 0);
    };
    if (typeof terms === 'number' && terms * tileSize <= unrolled) {
      several(place.a.base, place.b.base, 0, terms);
      return;
    }
    // The first term is written out, so that the loop's are alike.
    const written = starts ? 1 : 0;
    several(place.a.base, place.b.base, 0, written);
    const step = typeof terms === 'number' ? 4 : 1;
    const aStride = product.a === 'ones' ? 0 : product.a.columnStride;
    const bStride = place.b.stride;
    const a = f.keep(place.a.base);
    const b = f.keep(place.b.base);
    const loop = (): void => {
      for (let index = 0; index < step; index++) term(a, b, written + index, false);
      f.advance(a, step * aStride);
      f.advance(b, step * bStride);
    };
    if (typeof terms === 'number') {
      const rounds = Math.floor((terms - written) / step);
      f.repeat(i32.constant(rounds), 1, loop);
      for (let index = rounds * step + written; index < terms; index++) {
        term(a, b, index - rounds * step, false);
      }
      return;
    }
    const left = f.keep(i32.sub(terms, i32.constant(written)));
    f.while(left, () => {
      loop();
      f.advance(left, -1);
    });
  }

  private register(registers: Local<'v128'>[], index: number): Local<'v128'> {
    const known = registers[index];
    if (known) return known;
    const local = this.f.local('v128');
    registers[index] = local;
    return local;
  }
}

interface TileKind {
  readonly vectors: number;
  readonly isLastPanel: boolean;
  readonly start: 'nothing' | 'bias' | 'c';
  readonly terms: Extent;
  readonly isLast: boolean;
}
