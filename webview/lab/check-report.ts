import type { CurveResult } from '../../src/protocol/lab.ts';
import type { CheckReport, Network, Place } from '../../src/protocol/run.ts';
import { element } from '../shared/dom.ts';
import { icon } from '../shared/icons.ts';
import { t } from '../shared/l10n.ts';
import { count, duration } from '../shared/numbers.ts';
import type { Tooltip } from '../shared/tooltip.ts';
import { CurveFigure } from './check-curve.ts';
import { ErrorMaps } from './check-maps.ts';
import { SlopeScatter } from './check-scatter.ts';
import { TimeFigure } from './check-time.ts';
import { PlaceTable } from './check-tables.ts';
import type { Verdict } from './check-words.ts';
import { placeOf, verdictWords } from './check-words.ts';

/** Parameters listed, where they passed; of those that did not, all that the report names. */
const mostPassed = 10;

/** All that a finished check tells, in which parameters are chosen. */
export class ReportView {
  readonly nodes: readonly Node[];
  private readonly scatter: SlopeScatter;
  private readonly maps: ErrorMaps;
  private readonly curve: CurveFigure;
  private readonly time: TimeFigure;
  private readonly tables: readonly PlaceTable[];

  constructor(
    network: Network,
    report: CheckReport,
    { tooltip, select }: { readonly tooltip: Tooltip; readonly select: (place: Place) => void },
  ) {
    const { worst, tensors, notable } = report;
    this.scatter = new SlopeScatter(network, report, tooltip, select);
    this.maps = new ErrorMaps(network, tensors, tooltip, select);
    this.curve = new CurveFigure(network, tooltip, worst === null ? undefined : () => select(placeOf(worst)));
    this.time = new TimeFigure(report, tooltip);
    const byTensor = PlaceTable.ofTensors(tensors, select);
    const kinks = notable.filter(({ status }) => status === 'kink');
    // The gravest come first: what passed is behind what did not.
    const others = notable
      .filter(({ status }) => status !== 'kink')
      .filter(({ status }, index) => status !== 'passed' || index < mostPassed);
    const ofKinks = PlaceTable.ofKinks(network, kinks, select);
    const ofOthers = PlaceTable.ofNotable(network, others, select);
    this.tables = [byTensor, ofKinks, ofOthers];
    this.nodes = [
      verdictLine(verdictWords(report)),
      element('p', { class: 'note' }, timesText(report)),
      element(
        'div',
        { class: 'check-figures' },
        figure(t('Backpropagation against numerical'), this.scatter.node),
        figure(t('Relative errors'), this.maps.node),
      ),
      element(
        'div',
        { class: 'check-figures' },
        figure(t('Error against step size'), this.curve.node),
        figure(t('Time of both ways'), this.time.node),
      ),
      element(
        'div',
        { class: 'check-tables' },
        titled(t('By tensor'), byTensor.node),
        ...(others.length > 0 ? [titled(t('Worth a look'), ofOthers.node)] : []),
        ...(kinks.length > 0 ? [titled(kinksTitle(report, kinks.length), ofKinks.node)] : []),
      ),
    ];
  }

  mark(selected: Place | null): void {
    for (const part of [this.scatter, this.maps, ...this.tables]) part.mark(selected);
  }

  showCurve(place: Place | undefined, result: CurveResult | null): void {
    this.curve.show(place, result);
  }

  /** In the colours of the theme. */
  paint(): void {
    this.maps.paint();
    this.curve.paint();
    this.time.paint();
  }
}

export function verdictLine({ title, text, tone, icon: name }: Verdict): HTMLElement {
  return element(
    'p',
    { class: 'verdict', 'data-tone': tone },
    icon(name),
    element('span', {}, element('strong', { 'data-testid': 'check-verdict' }, title), ' ', text),
  );
}

function timesText({ samples, seconds }: CheckReport): string {
  return t(
    '{0} training rows · backpropagation {1}, numerical differentiation {2}',
    count(samples),
    duration(seconds.backpropagation),
    duration(seconds.numerical),
  );
}

function kinksTitle({ tensors }: CheckReport, shown: number): string {
  const all = tensors.reduce((sum, { kinks }) => sum + kinks, 0);
  return shown < all ? t('Kinks, {0} of {1}', count(shown), count(all)) : t('Kinks');
}

function titled(title: string, content: Node): HTMLElement {
  const scroller = element(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': title },
    content,
  );
  return element('div', { class: 'check-table' }, element('h3', {}, title), scroller);
}

function figure(title: string, content: Node): HTMLElement {
  return element('div', { class: 'check-figure' }, element('h3', {}, title), content);
}
