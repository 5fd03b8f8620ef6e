import type { CheckedParameter, CheckedTensor, CheckReport } from '../../src/protocol/run.ts';
import { computedColour, rgb } from '../shared/colours.ts';
import { element, svgElement } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { count, decimal, scientific } from '../shared/numbers.ts';

const side = 240;
const margin = 8;

/** Backpropagation's derivatives across, the numerical ones up: where both agree, points lie on the diagonal. */
export function scatterPlot({ scatter, notable }: CheckReport): HTMLElement {
  const { backpropagation, numerical } = scatter;
  const failed = notable.filter(({ status }) => status === 'failed');
  const kinks = notable.filter(({ status }) => status === 'kink');
  const slopes = kinks.flatMap((kink) => (kink.slopes === undefined ? [] : [kink.slopes.left, kink.slopes.right]));
  const extent = largest([
    ...backpropagation,
    ...numerical,
    ...slopes,
    ...failed.flatMap((one) => [one.backpropagation, one.numerical]),
  ]);
  const place = (value: number): number => side / 2 + ((side / 2 - margin) * value) / (extent || 1);
  const x = (value: number): string => place(value).toFixed(1);
  const y = (value: number): string => (side - place(value)).toFixed(1);
  const finite = [...backpropagation.keys()].filter((point) => fits(backpropagation[point], numerical[point]));
  const points = finite.map((point) => `M${x(backpropagation[point] ?? 0)} ${y(numerical[point] ?? 0)}h0`);
  const crosses = failed
    .filter((one) => fits(one.backpropagation, one.numerical))
    .map((one) => `M${x(one.backpropagation)} ${y(one.numerical)}m-4-4l8 8m0-8l-8 8`);
  const bars = kinks.map((kink) => kinkBar(kink, x, y));
  const picture = svgElement(
    'svg',
    {
      class: 'slope-scatter',
      viewBox: `0 0 ${side} ${side}`,
      role: 'img',
      'aria-label': t(
        'Backpropagation against numerical differentiation: {0} parameters, from {1} to {2}',
        count(finite.length),
        decimal(-extent, 3),
        decimal(extent, 3),
      ),
    },
    svgElement('path', { class: 'axes', d: `M0 ${side / 2}H${side}M${side / 2} 0V${side}` }),
    svgElement('path', { class: 'diagonal', d: `M0 ${side}L${side} 0` }),
    svgElement('path', { class: 'points', d: points.join('') }),
    svgElement('path', { class: 'kinks', d: bars.join('') }),
    svgElement('path', { class: 'crosses', d: crosses.join('') }),
  );
  const caption = t(
    'across: backpropagation, up: numerical, both from {0} to {1}',
    decimal(-extent, 3),
    decimal(extent, 3),
  );
  const explained =
    kinks.length > 0 ? [caption, t('a bar at a kink: from its left slope to its right one')] : [caption];
  return element('figure', {}, picture, element('figcaption', { class: 'note' }, explained.join('; ')));
}

function kinkBar(
  { backpropagation, slopes }: CheckedParameter,
  x: (value: number) => string,
  y: (value: number) => string,
): string {
  if (slopes === undefined || !fits(backpropagation, slopes.left) || !fits(slopes.right, 0)) return '';
  return `M${x(backpropagation)} ${y(slopes.left)}V${y(slopes.right)}`;
}

function fits(one: number | undefined, other: number | undefined): boolean {
  return Number.isFinite(one) && Number.isFinite(other);
}

function largest(values: readonly number[]): number {
  let found = 0;
  for (const value of values) if (Number.isFinite(value)) found = Math.max(found, Math.abs(value));
  return found;
}

/** Powers of ten between which errors are told apart. */
const [least, most] = [-14, 0];

/** Relative errors of a tensor's parameters, units down and inputs across. */
export function errorMap({ name, tensor, errors, maxRelativeError }: CheckedTensor): HTMLElement {
  const { rows, columns, values } = errors;
  const label = t(
    'Relative errors of {0}, {1}: at most {2}',
    name,
    tensor === 'weights' ? t('weights') : t('biases'),
    scientific(maxRelativeError),
  );
  const canvas = element('canvas', {
    class: 'error-map',
    width: String(columns),
    height: String(rows),
    role: 'img',
    'aria-label': label,
  });
  const cell = Math.max(3, Math.min(12, Math.floor(160 / Math.max(rows, columns))));
  canvas.style.width = `${cell * columns}px`;
  canvas.style.height = `${cell * rows}px`;
  const context = canvas.getContext('2d');
  const image = new ImageData(columns, rows);
  const colour = rgb(computedColour('--error'));
  for (const [at, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const share = (Math.log10(value) - least) / (most - least);
    image.data.set([...colour, Math.round(255 * Math.min(1, Math.max(0.06, share)))], 4 * at);
  }
  context?.putImageData(image, 0, 0);
  const title = `${name}, ${tensor === 'weights' ? t('weights') : t('biases')}`;
  return element('figure', {}, canvas, element('figcaption', { class: 'note' }, title));
}

/** All tensors' maps, and what their shades mean. */
export function errorMaps(tensors: readonly CheckedTensor[]): HTMLElement {
  const ramp = element(
    'p',
    { class: 'error-ramp note', 'aria-hidden': 'true' },
    scientific(10 ** least, 1),
    element('span', { class: 'ramp' }),
    scientific(10 ** most, 1),
  );
  return element('div', {}, element('div', { class: 'error-maps' }, ...tensors.map(errorMap)), ramp);
}
