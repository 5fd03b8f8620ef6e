import type { SweepCourses, SweepState } from '../../src/protocol/run.ts';
import { element, setText, svgElement } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal } from '../shared/numbers.ts';

type Course = SweepCourses['runs'][number];

/** One of the small charts, patched as its run goes on. */
interface Chart {
  readonly node: HTMLButtonElement;
  readonly line: SVGPathElement;
  readonly words: HTMLElement;
}

interface Scale {
  /** The longest run's. */
  readonly epochs: number;
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
}

const [width, height] = [120, 60];

/** The loss of each run of a sweep in a small chart, all to one scale; a click shows the run. */
export class SweepCharts {
  readonly node = element('div', { class: 'sweep-pictures', hidden: '' });
  private readonly caption = element('p', { class: 'sweep-scale' });
  private readonly grid = element('div', { class: 'sweep-charts' });
  private charts = new Map<number, Chart>();

  constructor(private readonly choose: (run: number) => void) {
    this.node.append(this.grid, this.caption);
  }

  show(courses: SweepCourses | null, sweep: SweepState): void {
    const known = new Set(sweep.runs.map(({ id }) => id));
    const runs = courses?.runs.filter(({ id }) => known.has(id)) ?? [];
    this.node.hidden = runs.length === 0;
    if (!courses || runs.length === 0) return;
    const before = this.charts;
    this.charts = new Map(runs.map(({ id }) => [id, before.get(id) ?? this.chart(id)]));
    const nodes = [...this.charts.values()].map(({ node }) => node);
    if (nodes.length !== this.grid.children.length || nodes.some((node, at) => node !== this.grid.children[at])) {
      this.grid.replaceChildren(...nodes);
    }
    const scale = scaleOf(runs, courses.epochs);
    for (const run of runs) this.update(run, scale, sweep);
    setText(this.caption, captionOf(scale));
  }

  private chart(id: number): Chart {
    const line = svgElement('path', { 'vector-effect': 'non-scaling-stroke' });
    const picture = svgElement('svg', {
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    });
    picture.append(line);
    const words = element('span', { class: 'sweep-words' });
    const node = element('button', { class: 'sweep-chart', type: 'button', 'data-course': String(id) }, picture, words);
    node.addEventListener('click', () => this.choose(id));
    return { node, line, words };
  }

  private update(run: Course, scale: Scale, { runs, shown, best }: SweepState): void {
    const chart = this.charts.get(run.id);
    if (!chart) return;
    chart.line.setAttribute('d', pathOf(run, scale));
    const label = runs.find(({ id }) => id === run.id)?.label ?? '';
    const behaviour = run.behaviour === null ? t('training') : behaviourName(run.behaviour);
    const words = run.id === best ? t('{0}, best', behaviour) : behaviour;
    setText(chart.words, `${label}: ${words}`);
    chart.node.classList.toggle('best', run.id === best);
    if (run.id === shown) chart.node.setAttribute('aria-current', 'true');
    else chart.node.removeAttribute('aria-current');
  }
}

/** What diverges leaves the picture above twice the largest first loss. */
function scaleOf(runs: readonly Course[], epochs: number): Scale {
  const values = runs.flatMap(({ loss }) => [...loss].filter((value) => Number.isFinite(value)));
  const firsts = runs.map(({ loss }) => loss[0] ?? NaN).filter((value) => Number.isFinite(value));
  const most = 2 * Math.max(...firsts);
  const [low, high] = [Math.min(...values), Math.min(Math.max(...values), most)];
  return { epochs: Math.max(epochs, 1), low, high: high > low ? high : low + 1, log: low > 0 };
}

function pathOf({ epochs, loss }: Course, { epochs: most, low, high, log }: Scale): string {
  const on = (value: number): number => (log ? Math.log(value) : value);
  const margin = 2;
  const parts: string[] = [];
  let pen = 'M';
  for (const [index, value] of loss.entries()) {
    const x = (width * (epochs / most) * index) / Math.max(loss.length - 1, 1);
    const share = value === Infinity ? 2 : (on(value) - on(low)) / (on(high) - on(low));
    if (Number.isNaN(share)) {
      pen = 'M';
      continue;
    }
    // Beyond the picture, which cuts it off.
    const y = margin + (height - 2 * margin) * (1 - Math.min(share, 2));
    parts.push(`${pen}${x.toFixed(1)} ${y.toFixed(1)}`);
    pen = 'L';
  }
  return parts.join('');
}

function captionOf({ epochs, low, high, log }: Scale): string {
  return log
    ? t('All to one scale: epochs 0 to {0}, loss {1} to {2}, logarithmic', count(epochs), decimal(low), decimal(high))
    : t('All to one scale: epochs 0 to {0}, loss {1} to {2}', count(epochs), decimal(low), decimal(high));
}

function behaviourName(behaviour: NonNullable<Course['behaviour']>): string {
  switch (behaviour) {
    case 'crawls':
      return t('crawls');
    case 'converges':
      return t('converges');
    case 'oscillates':
      return t('oscillates');
    case 'diverges':
      return t('diverges');
    case 'too-short':
      return t('too short to tell');
    default:
      return behaviour satisfies never;
  }
}
