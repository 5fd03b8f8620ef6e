import type { Network } from '../../src/protocol/run.ts';
import type { FromWeights, ToWeights } from '../../src/protocol/weights.ts';
import { toWeights } from '../../src/protocol/weights.ts';
import { byId, element, oncePerFrame, onThemeChange } from '../shared/dom.ts';
import { Host } from '../shared/host.ts';
import { readTranslations, t } from '../shared/l10n.ts';
import { mostLayers } from '../shared/limits.ts';
import { unitName } from '../shared/network-names.ts';
import { count } from '../shared/numbers.ts';
import { byLayer } from '../shared/parameters.ts';
import { Tooltip } from '../shared/tooltip.ts';
import { LayerBlock } from './layer-block.ts';
import { themePalette } from './palette.ts';
import { Scrubber } from './scrubber.ts';

type Run = NonNullable<Extract<ToWeights, { type: 'snapshot' }>['run']>;

readTranslations(document.body.dataset['l10n']);

const page = byId('weights');
const tooltip = new Tooltip();
const scrubber = new Scrubber((epoch) => {
  if (epoch === undefined) past = undefined;
  else host.post({ type: 'epoch', epoch });
  draw();
});
/** What is looked at instead of the latest weights. */
let past: { readonly epoch: number; readonly parameters: Float64Array } | undefined;
let run: Run | null = null;
let blocks: readonly LayerBlock[] = [];
let colours = themePalette();

const host = new Host<ToWeights, FromWeights>(toWeights, (message) => {
  switch (message.type) {
    case 'snapshot':
      show(message.run);
      break;
    case 'frame':
      // Of another run than the shown one: late.
      if (run?.id !== message.run) return;
      run = { ...run, epoch: message.epoch, parameters: message.parameters };
      break;
    case 'past':
      if (run?.id !== message.run || scrubber.wanted === undefined) return;
      past = { epoch: message.epoch, parameters: message.parameters };
      break;
    case 'health':
      if (run?.id !== message.run) return;
      for (const [index, block] of blocks.entries()) block.showHealth(message.health.layers[index]);
      return;
    case 'selected':
      for (const [index, block] of blocks.entries())
        block.mark(index === message.place.layer ? message.place : undefined);
      return;
    default:
      message satisfies never;
  }
  draw();
});

/** Blocks are made anew only for another network; the weights of a new run go into those there are. */
function show(next: Run | null): void {
  const same = next !== null && run !== null && JSON.stringify(next.network) === JSON.stringify(run.network);
  const sameFile = next?.file === run?.file;
  run = next;
  past = undefined;
  scrubber.wanted = undefined;
  for (const block of blocks) block.showHealth(undefined);
  if (same && sameFile) return;
  tooltip.hide();
  page.removeAttribute('aria-busy');
  if (next === null) {
    blocks = [];
    page.replaceChildren(element('p', { class: 'empty' }, t('No run yet. Open a .nn.json file and click Train.')));
    return;
  }
  blocks = blocksOf(next.network);
  page.replaceChildren(
    element('header', { class: 'run' }, element('h1', {}, next.file)),
    scrubber.node,
    ...blocks.map(({ node }) => node),
    ...rest(next.network),
  );
  resize();
}

/** What is said of the layers that have no block. */
function rest({ layers }: Network): HTMLElement[] {
  const more = layers.length - mostLayers;
  return more > 0 ? [element('p', { class: 'empty' }, t('Layers that are not shown: {0}.', count(more)))] : [];
}

function blocksOf(network: Network): LayerBlock[] {
  return network.layers.slice(0, mostLayers).map((layer, index) => {
    const names = {
      input: (input: number) => unitName(network, index, input),
      unit: (unit: number) => unitName(network, index + 1, unit),
    };
    return new LayerBlock(
      layer,
      names,
      tooltip,
      (unit, input) => host.post({ type: 'select', place: { layer: index, unit, input } }),
      index === 0 ? network.image : null,
    );
  });
}

const draw = oncePerFrame(() => {
  if (run === null) return;
  const seen = past ?? run;
  scrubber.show(seen.epoch, run.epoch, run.past);
  const layers = byLayer(run.network.layers, seen.parameters) ?? [];
  for (const [index, values] of layers.entries()) blocks[index]?.show(values, colours);
});

function resize(): void {
  const { paddingLeft, paddingRight } = getComputedStyle(page);
  const room = page.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  for (const block of blocks) block.resize(room);
}

new ResizeObserver(resize).observe(page);
onThemeChange(() => {
  colours = themePalette();
  draw();
});
host.post({ type: 'ready' });
