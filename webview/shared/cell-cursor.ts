import { element, setText } from './dom.ts';
import type { Tooltip } from './tooltip.ts';

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** What has cells that the pointer and the arrow keys can be at: a heatmap, or the points of a chart in a single row. */
export interface Cells {
  readonly node: HTMLElement;
  readonly rows: number;
  readonly columns: number;
  /** Under a point of the viewport. */
  cellAt(x: number, y: number): Cell | undefined;
  /** Where in the viewport its tooltip belongs. */
  cornerOf(cell: Cell): { x: number; y: number };
  /** Marks the one that is looked at; undefined: none. */
  point?(cell: Cell | undefined): void;
}

const moves: ReadonlyMap<string, Cell> = new Map([
  ['ArrowUp', { row: -1, column: 0 }],
  ['ArrowDown', { row: 1, column: 0 }],
  ['ArrowLeft', { row: 0, column: -1 }],
  ['ArrowRight', { row: 0, column: 1 }],
]);

/** Pointer and arrow keys on a picture: the value of a cell in the tooltip, and for screen readers. */
export class CellCursor {
  private cell: Cell | undefined;
  private at = { x: 0, y: 0 };
  /** Then a pointer that rests has no say, though the page may scroll under it. */
  private byKeys = false;
  private readonly live = element('span', { class: 'visually-hidden', 'aria-live': 'polite' });

  constructor(
    private readonly map: Cells,
    private readonly tooltip: Tooltip,
    select: (cell: Cell) => void,
    private readonly lines: (row: number, column: number) => readonly string[],
  ) {
    const { node } = map;
    node.tabIndex = 0;
    node.addEventListener('pointermove', ({ clientX, clientY, movementX, movementY }) => {
      if (this.byKeys && movementX === 0 && movementY === 0) return;
      this.byKeys = false;
      this.at = { x: clientX, y: clientY };
      this.show(map.cellAt(clientX, clientY));
    });
    node.addEventListener('pointerleave', () => {
      if (!this.byKeys) this.show(undefined);
    });
    node.addEventListener('blur', () => this.show(undefined));
    const open = (): void => {
      if (this.cell !== undefined) select(this.cell);
    };
    node.addEventListener('click', open);
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return this.move(event);
      // Else the same key would press a button that gets the focus.
      event.preventDefault();
      open();
    });
  }

  refresh(): void {
    if (this.cell !== undefined) this.tooltip.show(this.at.x, this.at.y, this.lines(this.cell.row, this.cell.column));
  }

  private move(event: KeyboardEvent): void {
    const step = moves.get(event.key);
    if (step === undefined) return;
    event.preventDefault();
    const within = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
    const cell = {
      row: within((this.cell?.row ?? -step.row) + step.row, this.map.rows),
      column: within((this.cell?.column ?? -step.column) + step.column, this.map.columns),
    };
    this.at = this.map.cornerOf(cell);
    this.byKeys = true;
    this.show(cell);
    if (!this.live.isConnected) this.map.node.after(this.live);
    setText(this.live, this.lines(cell.row, cell.column).join(', '));
  }

  private show(cell: Cell | undefined): void {
    this.cell = cell;
    this.map.point?.(cell);
    if (cell === undefined) this.tooltip.hide();
    else this.refresh();
  }
}
