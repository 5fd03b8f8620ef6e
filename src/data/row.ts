/** One row of a file as its scanner shows it, for the time of one call. */
export interface Row {
  /** The line it starts on, from 1. */
  readonly line: number;
  /** Number of cells. */
  readonly length: number;
  /** The number written in a cell: NaN if there is none, infinite if it is too large for float64. */
  number(cell: number): number;
  /** What is written in a cell; undefined if that is a list or an object of JSON. */
  text(cell: number): string | undefined;
}

/** Takes the rows of a file. */
export interface RowSink {
  /** @param targets how many of the columns, the last ones, are targets unless the spec says otherwise */
  begin(header: readonly string[], targets: number): void;
  row(row: Row): void;
}
