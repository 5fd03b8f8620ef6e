/**
 * @typedef {object} Own
 * @property {{ id: string, first: number, again: number }[]} ready milliseconds
 * @property {{ seconds: number, checked: number, of: number }} gradientCheck
 *
 * @typedef {object} MeasuredWorkload
 * @property {string} id
 * @property {string} title
 * @property {number} nonzero
 * @property {number} checkedRows
 * @property {Measured[]} peers
 *
 * @typedef {import('./run.mjs').Measured} Measured
 *
 * @typedef {object} Results
 * @property {Machine} machine
 * @property {number} rounds
 * @property {number} seconds
 * @property {MeasuredWorkload[]} workloads
 * @property {Own | null} own
 * @property {{ machine: Machine, rounds: HostFigures[] } | null} editor
 * @property {{ machine: Machine, figures: LabFigures } | null} [lab]
 *
 * @typedef {import('./lab.mjs').LabFigures} LabFigures
 *
 * @typedef {{ system: string, processor: string, cores: number, gigabytes: number, load: number, node: string, date: string }} Machine
 *
 * @typedef {import('./host/index.ts').HostFigures} HostFigures
 *
 * @typedef {{ goal: string, figure: string, reached: boolean | null }} Goal `reached` is null if it was not measured
 */

/** @param {readonly number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** Three significant digits, in thousands or millions. @param {number} value */
function short(value) {
  if (value >= 999_500) return `${(value / 1e6).toPrecision(3)} M`;
  return value >= 1000 ? `${(value / 1000).toPrecision(3)} k` : value.toFixed(0);
}

/** @param {number} value */
function ratio(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(value >= 10 ? 3 : 2);
}

/**
 * The median rate of the best of the peers that were measured, or NaN.
 * @param {Results} results
 * @param {string} workload
 * @param {readonly string[]} ids
 * @param {boolean} [alike] only of those that come to NN Lab's loss
 */
function best(results, workload, ids, alike = false) {
  const measured = results.workloads.find(({ id }) => id === workload)?.peers ?? [];
  const own = measured.find(({ id }) => id === 'ours')?.loss ?? NaN;
  const fitting = alike ? measured.filter(({ loss }) => Math.abs((loss ?? NaN) - own) < sameLoss) : measured;
  const rates = fitting.filter(({ id, rate }) => ids.includes(id) && rate.length > 0).map(({ rate }) => median(rate));
  return rates.length > 0 ? Math.max(...rates) : NaN;
}

/** Up to such a difference two losses are the same: peers compute in float32, in another order. */
export const sameLoss = 1e-4;

const javascript = ['tfjs-cpu', 'tfjs-wasm', 'convnetjs', 'synaptic', 'ml-matrix', 'playground'];

/** What is to be reached: NN Lab's rate by that of the best of the peers. */
const ratios = [
  { workload: 'W1', over: ['numpy'], least: 50, of: 'numpy' },
  { workload: 'W1', over: ['tfjs-cpu', 'tfjs-wasm'], least: 800, of: 'TensorFlow.js' },
  { workload: 'W2-batch1', over: javascript, least: 10, of: 'the best in JavaScript' },
  { workload: 'W2-batch1', over: javascript, least: 10, of: 'the best of the same loss in JavaScript', alike: true },
  { workload: 'W3', over: ['torch'], least: 1, of: 'PyTorch autograd, one thread' },
  {
    workload: 'W3',
    ours: ['ours', 'ours-threads'],
    over: ['torch', 'torch-threads'],
    least: 1,
    of: 'PyTorch autograd, both with their better thread count',
  },
  { workload: 'W3-images', over: ['torch'], least: 2, of: 'PyTorch autograd, one thread' },
  {
    workload: 'W3-wide',
    over: ['torch', 'torch-threads'],
    least: 0.4,
    of: 'PyTorch autograd, its better thread count',
  },
  {
    workload: 'W3-wide-images',
    over: ['torch', 'torch-threads'],
    least: 1,
    of: 'PyTorch autograd, its better thread count',
  },
];

/**
 * @param {Results} results
 * @returns {Goal[]}
 */
export function goalsOf(results) {
  const goals = ratios.map(({ workload, ours = ['ours'], over, least, of, alike }) => {
    const value = best(results, workload, ours) / best(results, workload, over, alike);
    return goal(`${workload}: ${least} × ${of} or more`, value, `${ratio(value)} ×`, value >= least);
  });
  for (const workload of ['W3-wide', 'W3-wide-images']) {
    const gain = best(results, workload, ['ours-threads']) / best(results, workload, ['ours']);
    goals.push(goal(`${workload}: more with a thread a core than with one`, gain, `${ratio(gain)} ×`, gain > 1));
  }
  const slowest = Math.max(
    ...results.workloads.map(({ id }) => best(results, id, ['ours']) / best(results, id, ['ours-float64'])),
  );
  goals.push(
    goal('float64 takes 2.5 × the time of float32 or less, everywhere', slowest, `${ratio(slowest)} ×`, slowest <= 2.5),
  );
  const { seconds = NaN, checked = 0, of = 0 } = results.own?.gradientCheck ?? {};
  const share = checked === of ? '' : `, not finished: ${checked} of ${of} parameters`;
  const what = 'Gradient check of all parameters of 784-128-10 on 64 rows in less than a second';
  goals.push(goal(what, seconds, `${seconds.toFixed(2)} s${share}`, seconds < 1 && checked === of));
  const { activation, problems } = editorTimes(results.editor?.rounds ?? []);
  const slowestSpec = Math.max(...problems.map(({ milliseconds }) => median(milliseconds)));
  goals.push(
    goal('Activation in less than 50 ms', activation, `${activation.toFixed(0)} ms`, activation < 50),
    goal('Typing to problems in less than 100 ms', slowestSpec, `${slowestSpec.toFixed(0)} ms`, slowestSpec < 100),
  );
  const { slowdown, growth } = labCosts(results.lab?.figures);
  goals.push(
    goal(
      'Processor time of the training thread no more than 5% longer with the lab open',
      slowdown,
      percent(slowdown),
      slowdown <= 0.05,
    ),
    goal('Memory of the window grows by less than 3 MB in 10,000 epochs', growth, megabytes(growth), growth < 3e6),
  );
  return goals;
}

/** @type {(what: string, value: number, figure: string, reached: boolean) => Goal} */
function goal(what, value, figure, reached) {
  return Number.isFinite(value)
    ? { goal: what, figure, reached }
    : { goal: what, figure: 'not measured', reached: null };
}

/** @param {string[][]} rows the first is the header; the first column is text, the others figures */
function table(rows) {
  const [header = [], ...body] = rows;
  const rule = header.map((_, column) => (column === 0 ? '---' : '---:'));
  return [header, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {MeasuredWorkload} workload */
function detail({ id, title, nonzero, checkedRows, peers }) {
  const own = median(peers.find((peer) => peer.id === 'ours')?.rate ?? []);
  const rows = peers.map(({ name, rate, loss, numbers, note }) => {
    if (rate.length === 0) return [name, numbers, 'not measured', '', '', ''];
    const middle = median(rate);
    return [
      note === undefined ? name : `${name} *`,
      numbers,
      short(middle),
      `${short(Math.min(...rate))} – ${short(Math.max(...rate))}`,
      Number.isFinite(own) ? `${ratio(own / middle)} ×` : '',
      loss?.toFixed(6) ?? '',
    ];
  });
  const header = [
    '',
    'numbers',
    'rows a second',
    'lowest – highest',
    'NN Lab ÷ peer',
    `loss, first ${checkedRows} rows`,
  ];
  const problems = peers.flatMap(({ name, problem }) => (problem === '' ? [] : [`- ${name}: ${problem}.`]));
  return [
    `### ${id}: ${title}`,
    `${(100 * nonzero).toFixed(0)}% of the inputs are not 0.`,
    table([header, ...rows]),
    ...(problems.length > 0 ? [`Not measured:\n\n${problems.join('\n')}`] : []),
  ].join('\n\n');
}

/**
 * Everything measured, as Markdown.
 * @param {Results} results
 */
export function report(results) {
  const { machine, rounds, seconds, workloads, own, editor, lab } = results;
  const [first] = workloads;
  const measured = first?.peers ?? [];
  const summary = measured.map(({ id, name }) => [
    name,
    ...workloads.map((workload) => {
      const rate = best(results, workload.id, [id]);
      return Number.isFinite(rate) ? short(rate) : '–';
    }),
  ]);
  const marks = { true: 'reached', false: '**not reached**', null: 'not measured' };
  const goals = goalsOf(results).map(({ goal: what, figure, reached }) => [what, figure, marks[`${reached}`]]);
  const notes = measured.flatMap(({ name, note }) => (note === undefined ? [] : [`- \\* ${name}: ${note}.`]));
  const versions = measured.map(({ name, version, problem }) => `${name} ${problem === '' ? version : '(missing)'}`);
  return [
    `Measured on ${described(machine)}; medians of ${rounds} rounds of ${seconds} s.`,
    ...(summary.length > 0 ? ['### Rows a second', table([['', ...workloads.map(({ id }) => id)], ...summary])] : []),
    '### Goals',
    table([['goal', 'figure', ''], ...goals]),
    ...workloads.map(detail),
    ...(own ? ['### NN Lab alone', ownTable(own)] : []),
    ...(editor ? ['### In the editor', editorTable(editor.rounds), `Measured on ${described(editor.machine)}.`] : []),
    ...(lab ? ['### The lab', labTable(lab.figures), `Measured on ${described(lab.machine)}.`] : []),
    ...(notes.length > 0 ? ['### What is not the same', notes.join('\n')] : []),
    ...(versions.length > 0 ? ['### Versions', `${versions.join('; ')}.`] : []),
  ].join('\n\n');
}

/** @param {Machine} machine */
function described({ date, cores, processor, gigabytes, system, node, load }) {
  return (
    `${date}: ${cores} cores (${processor}), ${gigabytes} GB, ${system}, Node ${node}, ` +
    `load ${load.toFixed(1)} at the start`
  );
}

/** All rounds together, in milliseconds. @param {readonly HostFigures[]} rounds */
function editorTimes(rounds) {
  return {
    load: median(rounds.map(({ activation }) => activation.load)),
    activate: median(rounds.map(({ activation }) => activation.activate)),
    activation: median(rounds.map(({ activation: { load, activate } }) => load + activate)),
    problems: (rounds[0]?.problems ?? []).map(({ spec, lines }, index) => ({
      what: `${spec} (${lines} lines)`,
      milliseconds: rounds.flatMap(({ problems }) => problems[index]?.milliseconds ?? []),
    })),
  };
}

/** @param {readonly HostFigures[]} rounds */
function editorTable(rounds) {
  const { load, activate, problems } = editorTimes(rounds);
  return table([
    ['in VS Code’s server', 'median', 'longest'],
    ['reading the extension', `${load.toFixed(1)} ms`, ''],
    ['`activate`', `${activate.toFixed(1)} ms`, ''],
    ...problems.map(({ what, milliseconds }) => [
      `typing to problems, ${what}`,
      `${median(milliseconds).toFixed(1)} ms`,
      `${Math.max(...milliseconds).toFixed(1)} ms`,
    ]),
  ]);
}

/** @param {LabFigures | undefined} figures */
function labCosts({ open, hidden, memory } = { paint: [], drawn: [], point: NaN, open: [], hidden: [], memory: none }) {
  /** @type {(trainings: LabFigures['open'], value: (one: LabFigures['open'][number]) => number) => number} */
  const of = (trainings, value) => median(trainings.map(value));
  const hostFrame = of(open, ({ hostSeconds, frames }) => hostSeconds / frames);
  const hostShare = of(open, ({ hostSeconds, seconds }) => hostSeconds / seconds);
  const thread = (/** @type {LabFigures['open'][number]} */ one) => (one.threadSeconds || NaN) / one.epochs;
  const clock = (/** @type {LabFigures['open'][number]} */ one) => one.seconds / one.epochs;
  return {
    slowdown: of(open, thread) / of(hidden, thread) - 1,
    later: of(open, clock) / of(hidden, clock) - 1,
    hostFrame,
    hostShare,
    messages: of(open, ({ messages, seconds }) => messages / seconds),
    bytes: of(open, ({ bytes, seconds }) => bytes / seconds),
    growth: ((memory.after - memory.before) * 10_000) / memory.epochs,
  };
}

const none = { epochs: NaN, before: NaN, after: NaN };

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(1)}%`;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

/** @param {LabFigures} figures */
function labTable(figures) {
  const { slowdown, later, hostFrame, hostShare, messages, bytes, growth } = labCosts(figures);
  const { paint, drawn, point, memory } = figures;
  const ms = (/** @type {number} */ value) => `${value.toFixed(0)} ms`;
  return table([
    ['in VS Code’s server', 'figure'],
    ['“Open lab” to the first paint', ms(median(paint))],
    ['“Open lab” to the network', ms(median(drawn))],
    ['“Train” to the first point of the chart', ms(point)],
    ['extension host’s time a frame, predictions included', ms(1000 * hostFrame)],
    ['share of the extension host’s thread', percent(hostShare)],
    ['messages to the webview', `${messages.toFixed(1)} a second`],
    ['bytes to the webview', `${megabytes(bytes)} a second`],
    [
      `memory of the window, workbench included, before and ${memory.epochs} epochs later`,
      `${megabytes(memory.before)}, ${megabytes(memory.after)}`,
    ],
    ['growth in 10,000 epochs', megabytes(growth)],
    [
      'training thread’s processor time an epoch, lab open against hidden',
      `${slowdown < 0 ? '' : '+'}${percent(slowdown)}`,
    ],
    ['the same by the clock', `${later < 0 ? '' : '+'}${percent(later)}`],
  ]);
}

/** @param {Own} own */
function ownTable({ ready, gradientCheck: { seconds, checked, of } }) {
  const rows = ready.map(({ id, first, again }) => [
    `${id}: planned, compiled and evaluated on 64 rows`,
    `${first.toFixed(1)} ms, again ${again.toFixed(1)} ms`,
  ]);
  const check = [`Gradient check of 784-128-10 on 64 rows, ${checked} of ${of} parameters`, `${seconds.toFixed(2)} s`];
  return table([['', 'time'], ...rows, check]);
}
