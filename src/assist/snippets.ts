import type { Path } from '../spec/problem.ts';
import { phrase } from '../spec/phrase.ts';
import type { Place } from './place.ts';

interface Snippet {
  readonly label: string;
  /** English. */
  readonly description: string;
  readonly part: Place['part'];
  /** Where it may stand; `*` is any index. */
  readonly path: Path;
  /** The key that it writes, of those that stand in an object. */
  readonly key?: string;
  /** In the syntax of snippets. */
  readonly text: string;
}

/** In code, not contributed as a file: VS Code has no way to translate the descriptions of those. */
const snippets: readonly Snippet[] = [
  {
    label: 'network',
    description: phrase('A network with its samples in the file').text,
    part: 'value',
    path: [],
    text: `{
  "name": "\${1:My network}",
  "data": {
    "samples": [
      { "input": [\${2:0, 0}], "target": \${3:0} }
    ]
  },
  "layers": [
    { "units": \${4:8}, "activation": "tanh" },
    { "units": \${5:1} }
  ],
  "training": { "epochs": \${6:100}, "learningRate": \${7:0.1} }
}`,
  },
  {
    label: 'layer',
    description: phrase('A layer: units and activation').text,
    part: 'value',
    path: ['layers', '*'],
    text: '{ "units": ${1:8}, "activation": "${2|tanh,relu,sigmoid,identity,softmax|}" }',
  },
  {
    label: 'layer-weights',
    description: phrase('A layer that starts from given weights').text,
    part: 'value',
    path: ['layers', '*'],
    text: `{
  "units": \${1:2},
  "activation": "\${2:sigmoid}",
  "weights": [
    [\${3:0.15, 0.2}],
    [\${4:0.25, 0.3}]
  ],
  "biases": [\${5:0.35, 0.35}]
}`,
  },
  {
    label: 'sample',
    description: phrase('A sample: its inputs and its target').text,
    part: 'value',
    path: ['data', 'samples', '*'],
    text: '{ "input": [${1:0, 0}], "target": ${2:0} }',
  },
  {
    label: 'data-file',
    description: phrase('Rows of a CSV file, normalised, some held out').text,
    part: 'key',
    path: [],
    key: 'data',
    text: `"data": {
  "file": "\${1:data.csv}",
  "normalize": "standard",
  "validation": \${2:0.2}
}`,
  },
  {
    label: 'early-stopping',
    description: phrase('End a run that no longer improves').text,
    part: 'key',
    path: ['training'],
    key: 'earlyStopping',
    text: '"earlyStopping": { "patience": ${1:10} }',
  },
  {
    label: 'schedule',
    description: phrase('A learning rate that changes from epoch to epoch').text,
    part: 'key',
    path: ['training'],
    key: 'learningRate',
    text: '"learningRate": { "schedule": "${1|cosine,step,exponential,warmup-cosine|}", "initial": ${2:0.1} }',
  },
];

/** Those that may stand at a place. @param used keys of its object that are taken */
export function snippetsAt({ part, path }: Place, used: ReadonlySet<string>): readonly Snippet[] {
  return snippets.filter(
    (snippet) => snippet.part === part && isAt(snippet.path, path) && !(snippet.key && used.has(snippet.key)),
  );
}

function isAt(wanted: Path, path: Path): boolean {
  return wanted.length === path.length && wanted.every((step, index) => step === '*' || step === path[index]);
}
