import type { FromLab, ToLab } from '../../src/protocol/lab.ts';
import type { Place } from '../../src/protocol/run.ts';
import { toLab } from '../../src/protocol/lab.ts';
import { registerControls } from '../shared/controls.ts';
import { byId, element, oncePerFrame } from '../shared/dom.ts';
import { Host } from '../shared/host.ts';
import { readTranslations } from '../shared/l10n.ts';
import { Tooltip } from '../shared/tooltip.ts';
import { CheckSection } from './check-section.ts';
import { Header } from './header.ts';
import { LossSection } from './loss-section.ts';
import type { Change } from './model.ts';
import { Store } from './model.ts';
import { NetworkSection } from './network-section.ts';
import { PredictionsSection } from './predictions-section.ts';
import { CompareSection } from './compare-section.ts';
import { SweepSection } from './sweep-section.ts';
import { TraceSection } from './trace-section.ts';
import { readViewState } from './view-state.ts';

registerControls();
readTranslations(document.body.dataset['l10n']);

const store = new Store();
const changes = new Set<Change>();

const host = new Host<ToLab, FromLab>(toLab, (message) => {
  if (message.type === 'snapshot') remember({ uri: message.uri });
  changes.add(store.receive(message));
  draw();
});

let view = readViewState(host.state);
function remember(changed: Partial<typeof view>): void {
  view = { ...view, ...changed };
  host.state = view;
}

const folding = (id: string): { open: boolean; onToggle: (open: boolean) => void } => ({
  open: !view.closed.includes(id),
  onToggle: (open) => remember({ closed: [...view.closed.filter((other) => other !== id), ...(open ? [] : [id])] }),
});
const select = (place: Place): void => host.post({ type: 'select', place });
const check = (): void => host.post({ type: 'check' });

const header = new Header({
  train: () => host.post({ type: 'train' }),
  stop: () => host.post({ type: 'stop' }),
  pause: () => host.post({ type: 'pause' }),
  resume: () => host.post({ type: 'continue' }),
  epoch: () => host.post({ type: 'epoch' }),
  step: () => host.post({ type: 'step' }),
  reset: () => host.post({ type: 'reset' }),
  setLearningRate: (rate) => host.post({ type: 'learning-rate', rate }),
  check,
});
const tooltip = new Tooltip();
const network = new NetworkSection(
  {
    ...folding('network'),
    diagramUrl: document.body.dataset['diagram'] ?? '',
    opened: view.opened ?? [],
    onOpened: (opened) => remember({ opened: [...opened] }),
    select,
    save: (format, content) => host.post({ type: 'save-diagram', format, content }),
    copy: () => host.post({ type: 'copy-diagram' }),
    report: (message) => host.report(message),
  },
  tooltip,
);
const loss = new LossSection({
  ...folding('loss'),
  logScale: view.logScale,
  lines: view.lines ?? 'both',
  onLines: (lines) => remember({ lines }),
  save: () => host.post({ type: 'export-history' }),
  onLogScale: (logScale) => remember({ logScale }),
});
const predictions = new PredictionsSection(
  {
    ...folding('predictions'),
    want: (choice) => host.post({ type: 'predictions', choice }),
    trace: (row) => trace.follow(row),
  },
  tooltip,
);
const trace = new TraceSection({
  ...folding('trace'),
  trace: (of, rate) => host.post({ type: 'trace', of, rate }),
  light: (layer) => network.light(layer),
});
const gradients = new CheckSection(
  {
    ...folding('check'),
    check,
    select,
    differentiate: (parameter) => host.post({ type: 'step-curve', parameter }),
  },
  tooltip,
);

const sweep = new SweepSection({ ...folding('sweep'), show: (run) => host.post({ type: 'show', run }) });
const compare = new CompareSection(folding('compare'));

const lab = byId('lab');
const sections = element(
  'div',
  { class: 'sections' },
  sweep.node,
  network.node,
  loss.node,
  compare.node,
  predictions.node,
  trace.node,
  gradients.node,
);

/** At most once a frame, whatever came in between, and only what it changed. */
const draw = oncePerFrame(() => {
  const { model } = store;
  const all = changes.has('everything');
  if (model !== undefined) {
    if (all) {
      if (!sections.isConnected) lab.replaceChildren(header.node, sections, gradients.spoken);
      header.show(model);
      network.show(model);
    }
    if (all || changes.has('state')) header.showState(model);
    if (changes.has('state')) header.announce(model);
    if (all || changes.has('sweep')) {
      sweep.show(model);
      header.showState(model);
    }
    if (changes.has('courses')) sweep.showCourses(model);
    if (changes.has('selected')) network.mark(model);
    if (changes.has('others')) loss.showOthers(model);
    if (all || changes.has('comparison')) compare.show(model);
    if (changes.has('health')) header.showHealth(model);
    if (all || changes.has('progress') || changes.has('state')) {
      header.showProgress(model);
      if (!all) network.paint(model);
      if (all || changes.has('state')) loss.show(model);
      else loss.advance(model);
    }
    if (all || changes.has('state') || changes.has('predictions')) predictions.show(model);
    if (all || changes.has('progress') || changes.has('state') || changes.has('trace')) trace.show(model);
    if (changes.has('trace')) network.learn(model);
    if (all || changes.has('check')) {
      network.learn(model);
      header.showState(model);
    }
    if (all || changes.has('check') || changes.has('curve') || changes.has('selected')) gradients.show(model);
  }
  changes.clear();
});

host.post({ type: 'ready' });
