/** One column of the rows, before anything is made of it. */
export type Column = NumberColumn | LabelColumn;

export type NumberArray = Float64Array | Float32Array | Uint8Array | Int8Array;

/** Number `row` is `values[start + row × stride]`: a column of a matrix in any order is a view of it. */
export interface NumberColumn {
  readonly kind: 'numbers';
  readonly name: string;
  /** NaN stands for a missing value. */
  readonly values: NumberArray;
  readonly start: number;
  readonly stride: number;
}

export interface LabelColumn {
  readonly kind: 'labels';
  readonly name: string;
  /** One a row: an index of `labels`, or −1 for a missing value. */
  readonly codes: Int32Array;
  /** Each once, in the order of their first appearance. */
  readonly labels: readonly string[];
}

/** Rows as they come from a source; every column is as long as there are rows. */
export interface Table {
  readonly rows: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  /** Sizes of what the inputs make up together, if they do: rows × columns of an image. */
  readonly inputShape?: readonly number[];
}

export function numberColumn(name: string, values: Float64Array): NumberColumn {
  return { kind: 'numbers', name, values, start: 0, stride: 1 };
}

export function labelColumn(name: string, cells: readonly string[]): LabelColumn {
  const codes = new Map<string, number>();
  const codeOf = (label: string) => {
    const code = codes.get(label) ?? codes.size;
    codes.set(label, code);
    return code;
  };
  return { kind: 'labels', name, codes: Int32Array.from(cells, codeOf), labels: [...codes.keys()] };
}

/** The numbers of a column one after the other. */
export function numbersOf({ values, start, stride }: NumberColumn, rows: number): Float64Array {
  if (values instanceof Float64Array && stride === 1) return values.subarray(start, start + rows);
  return Float64Array.from({ length: rows }, (_, row) => values[start + row * stride] ?? 0);
}
