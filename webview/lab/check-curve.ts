import type { CurveResult } from '../../src/protocol/lab.ts';
import type { Network, Place, StepCurve } from '../../src/protocol/run.ts';
import { CellCursor, type Cell } from '../shared/cell-cursor.ts';
import { button } from '../shared/controls.ts';
import { element, setText } from '../shared/dom.ts';
import { t, translated } from '../shared/l10n.ts';
import { decimal, scientific } from '../shared/numbers.ts';
import { table, twin } from '../shared/section.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import { nameOfPlace } from './check-words.ts';
import { Plot, powerRange, type Frame } from './plot.ts';
import { css, themeColour } from './predictions-colours.ts';

type StepError = StepCurve['used'];

/** The error of one parameter's numerical derivative, step by step: a V of two straight arms. */
export class CurveFigure {
  private readonly plot = new Plot();
  private readonly text = element('p', { class: 'note', 'aria-live': 'polite', 'data-testid': 'curve-of' });
  private readonly note = element('p', { class: 'note' });
  private readonly worst: HTMLElement;
  private readonly twin = twin(t('Error against step size as a table'), () => this.table());
  private readonly drawn = element('div', { hidden: '' }, this.plot.node, this.note, this.twin.node);
  readonly node: HTMLElement;
  private curve: StepCurve | undefined;

  /** @param worst what to select for the one with the largest error; absent: nothing was compared. */
  constructor(
    private readonly network: Network,
    tooltip: Tooltip,
    worst: (() => void) | undefined,
  ) {
    this.worst = element('p', {});
    if (worst !== undefined) this.worst.append(button(t('Choose the largest error'), { onClick: worst }));
    this.node = element('div', { class: 'curve' }, this.text, this.worst, this.drawn);
    const points = (): readonly StepError[] => this.curve?.steps ?? [];
    const cells = {
      node: this.plot.node,
      rows: 1,
      get columns() {
        return points().length;
      },
      cellAt: (x: number, y: number): Cell | undefined => {
        const at = this.plot.valueAt(x, y);
        const column = at === undefined ? -1 : nearest(points(), at.x);
        return column < 0 ? undefined : { row: 0, column };
      },
      cornerOf: ({ column }: Cell) => this.plot.placeOf(this.point(points()[column])),
      point: (cell: Cell | undefined) => this.plot.mark(cell && this.point(points()[cell.column])),
    };
    new CellCursor(
      cells,
      tooltip,
      () => undefined,
      (_, column) => linesOf(points()[column]),
    );
  }

  /** @param place the parameter that is chosen, if one is; `result` follows a moment later. */
  show(place: Place | undefined, result: CurveResult | null): void {
    const curve = result?.kind === 'found' ? result.curve : undefined;
    this.worst.hidden = place !== undefined;
    this.drawn.hidden = curve === undefined || place === undefined;
    setText(this.text, this.words(place, result));
    if (this.drawn.hidden || curve === undefined || place === undefined) return;
    this.curve = curve;
    this.plot.describe(t('Error of the numerical derivative against the step, {0}', nameOfPlace(this.network, place)));
    this.paint();
    this.twin.refresh();
  }

  paint(): void {
    const { curve } = this;
    if (curve === undefined || this.drawn.hidden) return;
    const errors = [...curve.steps, curve.used].map(({ relativeError }) => relativeError).filter(isDrawn);
    const y = errors.length === 0 ? { from: -16.5, to: 0.5 } : powerRange(errors);
    this.plot.draw(
      {
        x: powerRange(curve.steps.map(({ step }) => step)),
        y,
        xName: t('step h'),
        yName: t('relative error'),
        powers: { x: powerText, y: powerText },
      },
      (frame) => paintCurve(frame, curve, y.from),
    );
    const exact = curve.steps.some(({ relativeError }) => relativeError === 0);
    setText(
      this.note,
      [
        t('Long steps leave out the curvature, short ones the digits of the loss.'),
        t('Dashed: the step of the check, {0}.', scientific(curve.used.step)),
        t('The check itself comes closer: it follows how the loss changes, where the curve subtracts two losses.'),
        ...(exact ? [t('An error of 0 is on the lower edge.')] : []),
      ].join(' '),
    );
  }

  private words(place: Place | undefined, result: CurveResult | null): string {
    if (place === undefined)
      return t('Choose a parameter in a table, in the scatter or in a map, to see how far each step size is off.');
    const name = nameOfPlace(this.network, place);
    if (result === null) return t('{0}: working out…', name);
    if (result.kind === 'failed') return `${name}: ${translated(result.message)}`;
    return t('{0}, backpropagation {1}', name, decimal(result.curve.backpropagation, 6));
  }

  private point({ step = NaN, relativeError = NaN }: Partial<StepError> = {}): { x: number; y: number } {
    return { x: Math.log10(step), y: isDrawn(relativeError) ? Math.log10(relativeError) : -Infinity };
  }

  private table(): Node {
    const { curve } = this;
    if (curve === undefined) return document.createTextNode('');
    const rows = [...curve.steps, curve.used].toSorted((one, other) => other.step - one.step);
    return table(
      t('Error against step size'),
      [t('Step'), t('Numerical'), t('Relative error')],
      rows.map((one) => [
        one === curve.used ? t('{0}, of the check', scientific(one.step)) : scientific(one.step),
        decimal(one.numerical, 8),
        scientific(one.relativeError),
      ]),
    );
  }
}

/** On scales of powers of ten there is no 0. */
function isDrawn(error: number): boolean {
  return Number.isFinite(error) && error > 0;
}

function paintCurve(frame: Frame, { steps, used }: StepCurve, floor: number): void {
  const { context } = frame;
  const up = ({ relativeError }: StepError): number =>
    frame.y(isDrawn(relativeError) ? Math.log10(relativeError) : floor);
  const across = ({ step }: StepError): number => frame.x(Math.log10(step));
  const finite = steps.filter(({ relativeError }) => Number.isFinite(relativeError));
  const dot = (one: StepError, radius: number): void => {
    context.beginPath();
    context.arc(across(one), up(one), radius, 0, 2 * Math.PI);
    context.fill();
  };
  context.strokeStyle = css(themeColour('--muted'));
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(across(used), frame.top);
  context.lineTo(across(used), frame.top + frame.height);
  context.stroke();
  context.setLineDash([]);
  context.strokeStyle = context.fillStyle = css(themeColour('--training'));
  context.lineWidth = 1.5;
  context.beginPath();
  for (const one of finite) context.lineTo(across(one), up(one));
  context.stroke();
  for (const one of finite) dot(one, 2.5);
  context.fillStyle = css(themeColour('--vscode-foreground'));
  if (Number.isFinite(used.relativeError)) dot(used, 4);
}

function nearest(steps: readonly StepError[], power: number): number {
  const distances = steps.map(({ step }) => Math.abs(Math.log10(step) - power));
  return distances.indexOf(Math.min(...distances));
}

function powerText(power: number): string {
  return power === 0 ? '1' : `1e${power}`;
}

function linesOf(one: StepError | undefined): string[] {
  if (one === undefined) return [];
  return [
    t('step {0}', scientific(one.step)),
    t('numerical {0}', decimal(one.numerical, 8)),
    t('relative error {0}', scientific(one.relativeError)),
  ];
}
