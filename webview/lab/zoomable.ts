/** Largest and smallest scale, and how much a step changes it. */
const most = 8;
const least = 0.25;
const step = 1.25;
/** Pixels that a press may move and still be a click. */
const tremble = 3;

/** Zoom of a picture in a frame that scrolls it: wheel with Ctrl, keys, dragging. */
export class Zoomable {
  scale = 1;
  private drag: { x: number; y: number; moved: boolean } | undefined;

  /** @param apply gives the picture its size at the scale */
  constructor(
    private readonly frame: HTMLElement,
    private readonly apply: () => void,
  ) {
    frame.addEventListener('wheel', (event) => this.turn(event), { passive: false });
    frame.addEventListener('keydown', (event) => this.press(event));
    frame.addEventListener('pointerdown', (event) => this.grip(event));
    frame.addEventListener('pointermove', (event) => this.pull(event));
    frame.addEventListener('pointercancel', () => (this.drag = undefined));
    // The end of a drag is a click to the page.
    frame.addEventListener('click', (event) => this.release(event), { capture: true });
  }

  in(): void {
    this.to(this.scale * step);
  }

  out(): void {
    this.to(this.scale / step);
  }

  /** The whole picture in the frame. */
  fit(): void {
    this.to(1);
  }

  /** @param at a point of the viewport that stays where it is; the middle of the frame if absent */
  private to(scale: number, at?: { readonly x: number; readonly y: number }): void {
    const { frame } = this;
    const { left, top, width, height } = frame.getBoundingClientRect();
    const x = at === undefined ? width / 2 : at.x - left;
    const y = at === undefined ? height / 2 : at.y - top;
    const before = this.scale;
    // Steps there and back end where they began.
    this.scale = Math.abs(scale - 1) < 0.01 ? 1 : Math.min(most, Math.max(least, scale));
    this.apply();
    frame.scrollLeft = ((frame.scrollLeft + x) * this.scale) / before - x;
    frame.scrollTop = ((frame.scrollTop + y) * this.scale) / before - y;
  }

  private turn(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.to(this.scale * step ** (-event.deltaY / 100), { x: event.clientX, y: event.clientY });
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') this.in();
    else if (event.key === '-') this.out();
    else if (event.key === '0') this.fit();
    else return;
    event.preventDefault();
  }

  private grip({ button, clientX, clientY }: PointerEvent): void {
    if (button === 0) this.drag = { x: clientX, y: clientY, moved: false };
  }

  private pull({ buttons, clientX, clientY }: PointerEvent): void {
    if (this.drag === undefined) return;
    if (buttons === 0) {
      this.drag = undefined;
      return;
    }
    const { x, y, moved } = this.drag;
    if (!moved && Math.hypot(clientX - x, clientY - y) <= tremble) return;
    this.frame.scrollBy(x - clientX, y - clientY);
    this.drag = { x: clientX, y: clientY, moved: true };
  }

  private release(event: MouseEvent): void {
    if (this.drag?.moved === true) event.stopPropagation();
    this.drag = undefined;
  }
}
