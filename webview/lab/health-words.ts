import type { Health, Network } from '../../src/protocol/run.ts';
import { t } from '../shared/l10n.ts';
import { decimal, percent } from '../shared/numbers.ts';

/** First to last layer's gradient, below which it is said to vanish. */
const vanishing = 1e-3;
/** Share of a layer's weights that a step changes: a thousandth is usual. */
const largeStep = 0.1;

/** What is worth a word about how training goes; often nothing. */
export function healthNotes({ rows, layers }: Health, network: Network): string[] {
  const notes: string[] = [];
  const nameOf = (index: number): string => network.layers[index]?.name ?? '';
  layers.forEach(({ deadUnits }, index) => {
    if (deadUnits === null || deadUnits === 0) return;
    const units = network.layers[index]?.units ?? 0;
    notes.push(t('{0} of {1} units of “{2}” are dead: 0 on each of {3} rows.', deadUnits, units, nameOf(index), rows));
  });
  const [first, last] = [layers[0]?.gradientRms ?? NaN, layers.at(-1)?.gradientRms ?? NaN];
  if (first < vanishing * last) {
    const ratio = decimal(first / last);
    notes.push(
      t('The gradient vanishes: at “{0}” it is {1} of that at “{2}”.', nameOf(0), ratio, nameOf(layers.length - 1)),
    );
  }
  layers.forEach(({ updateRatio }, index) => {
    if (updateRatio === null || updateRatio <= largeStep) return;
    notes.push(t('Steps are large: one changed the weights of “{0}” by {1}.', nameOf(index), percent(updateRatio)));
  });
  return notes;
}
