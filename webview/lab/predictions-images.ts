import type { Predictions } from '../../src/protocol/predictions.ts';
import type { TracedRow } from '../../src/protocol/trace.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';
import { percent } from '../shared/numbers.ts';
import { mixed, themeColour } from './predictions-colours.ts';
import { traceLink } from './trace-link.ts';

type Images = NonNullable<Predictions['images']>;

/** Images that were taken for another class, those that the network is surest of first. */
export function wrongImages(
  { rows, columns, wrong }: Images,
  classes: readonly string[],
  part: TracedRow['part'],
  trace: (row: TracedRow) => void,
): HTMLElement {
  return element(
    'ul',
    { class: 'wrong-images' },
    ...wrong.map(({ row, place, actual, predicted, share, pixels }) =>
      element(
        'li',
        {},
        pixelPicture(pixels, rows, columns),
        element('span', {}, t('{0}, taken for {1}', classes[actual] ?? '', classes[predicted] ?? '')),
        element(
          'span',
          { class: 'note' },
          t('{0} sure', percent(share)),
          ' · ',
          traceLink(row, { part, row: place }, trace),
        ),
      ),
    ),
  );
}

/** From the page's colour for the lowest value to the text's for the highest. */
export function pixelPicture(pixels: Float64Array, rows: number, columns: number): HTMLCanvasElement {
  const canvas = element('canvas', { width: String(columns), height: String(rows), 'aria-hidden': 'true' });
  const [page, ink] = [themeColour('--page'), themeColour('--vscode-foreground')];
  const image = new ImageData(columns, rows);
  const low = pixels.reduce((least, value) => Math.min(least, value), Infinity);
  const high = pixels.reduce((most, value) => Math.max(most, value), -Infinity);
  pixels.forEach((value, at) => {
    const [red, green, blue] = mixed(page, ink, high > low ? (value - low) / (high - low) : 0);
    image.data.set([red, green, blue, 255], 4 * at);
  });
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}
