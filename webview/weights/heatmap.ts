import { element, setAttribute } from '../shared/dom.ts';
import type { Palette } from './palette.ts';
import { paint } from './palette.ts';

/**
 * Values as coloured cells, one pixel of the canvas a cell; the page scales them up, unsmoothed.
 * Drawing 100,000 cells is one putImageData.
 */
export class Heatmap {
  readonly node: HTMLCanvasElement;
  /** The canvas, and what marks a cell of it. */
  readonly frame: HTMLElement;
  private readonly marker = element('div', { class: 'cell-mark', hidden: '' });
  private marked: { readonly row: number; readonly column: number | null } | undefined;
  private readonly context: CanvasRenderingContext2D | null;
  private readonly image: ImageData;
  private readonly pixels: Uint32Array;
  private cell = 4;

  constructor(
    readonly rows: number,
    readonly columns: number,
  ) {
    this.node = element('canvas', { class: 'heatmap', width: String(columns), height: String(rows), role: 'img' });
    this.frame = element('div', { class: 'heatmap-frame' }, this.node, this.marker);
    this.context = this.node.getContext('2d');
    this.image = new ImageData(columns, rows);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  draw(values: Float64Array, extent: number, colours: Palette): void {
    paint(this.pixels, values, extent, colours);
    this.context?.putImageData(this.image, 0, 0);
  }

  /** @param cell size of a cell in CSS pixels */
  scale(cell: number): void {
    this.cell = cell;
    this.node.style.width = `${cell * this.columns}px`;
    this.node.style.height = `${cell * this.rows}px`;
    this.mark(this.marked);
  }

  /** A cell, or with column null a whole row; undefined for none. */
  mark(cell: { readonly row: number; readonly column: number | null } | undefined): void {
    this.marked = cell;
    this.marker.hidden = cell === undefined;
    if (cell === undefined) return;
    const { row, column } = cell;
    this.marker.style.transform = `translate(${(column ?? 0) * this.cell}px, ${row * this.cell}px)`;
    this.marker.style.width = `${(column === null ? this.columns : 1) * this.cell}px`;
    this.marker.style.height = `${this.cell}px`;
  }

  describe(text: string): void {
    setAttribute(this.node, 'aria-label', text);
  }

  /** The cell under a point of the viewport. */
  cellAt(x: number, y: number): { row: number; column: number } | undefined {
    const { left, top } = this.node.getBoundingClientRect();
    const column = Math.floor((x - left) / this.cell);
    const row = Math.floor((y - top) / this.cell);
    return row >= 0 && row < this.rows && column >= 0 && column < this.columns ? { row, column } : undefined;
  }

  /** The lower right corner of a cell, in the viewport. */
  cornerOf({ row, column }: { row: number; column: number }): { x: number; y: number } {
    const { left, top } = this.node.getBoundingClientRect();
    return { x: left + (column + 1) * this.cell, y: top + (row + 1) * this.cell };
  }
}

/** Cells as large as the room allows, but neither dots nor tiles; what does not fit is scrolled. */
export function cellSize(room: number, columns: number): number {
  return Math.min(24, Math.max(4, Math.floor(room / Math.max(1, columns))));
}
