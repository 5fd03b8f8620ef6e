import type { Delimiter } from '../../data/csv.ts';
import type { Dataset } from '../../data/dataset.ts';
import { textBytes, type ExportedFile } from '../model.ts';
import { pythonList, pythonNumbers, pythonText } from './python.ts';

/** Where the script gets its rows from. */
export type ScriptData =
  /** The spec's own file, which the script reads as NN Lab does. */
  | {
      readonly kind: 'csv';
      /** From the script's folder, with `/` between folders. */
      readonly path: string;
      readonly delimiter: Delimiter;
      /** Names of the target's columns; absent: the last column. */
      readonly target?: readonly string[] | undefined;
    }
  /** Any other source: the rows themselves, not normalised, in the order of the source. */
  | { readonly kind: 'rows'; readonly inputs: Float64Array; readonly targets: Float64Array };

export interface DataPart {
  /** Constants and `read_rows(path)`. */
  readonly source: string;
  /** A long constant, for the end of the script. */
  readonly rows: string;
  readonly files: readonly ExportedFile[];
}

/** So many numbers are still read over in a script; more of them go into a file of their own. */
const mostNumbers = 1000;

/** @param name the script's name without `.py` */
export function dataPart(data: ScriptData, dataset: Dataset, name: string): DataPart {
  if (data.kind === 'csv') return csvPart(data, dataset);
  const rows = joined(data.inputs, data.targets, dataset);
  const inputs = dataset.inputNames.length;
  const split = [
    `    rows = torch.tensor(rows, dtype=torch.float64).reshape(-1, ${inputs + dataset.outputNames.length})`,
    `    return rows[:, :${inputs}], rows[:, ${inputs}:]`,
  ];
  if (data.inputs.length + data.targets.length <= mostNumbers) {
    return {
      source: [
        'def read_rows(rows):',
        `    """Inputs (rows × ${inputs}) and targets (rows × ${dataset.outputNames.length}), as they are."""`,
        ...split,
      ].join('\n'),
      rows: `# ${[...dataset.inputNames, ...dataset.outputNames].length} numbers a row: the inputs, then the targets.\nDATA = ${pythonList(rows.map((row) => `[${row.join(', ')}]`))}`,
      files: [],
    };
  }
  const file = `${name}.rows.csv`;
  const header = [...dataset.inputNames, ...dataset.outputNames.map((output) => `target ${output}`)].map(csvCell);
  return {
    source: [
      `DATA = HERE / ${pythonText(file)}`,
      '',
      '',
      'def read_rows(path):',
      `    """Inputs (rows × ${inputs}) and targets (rows × ${dataset.outputNames.length}), as the file has them."""`,
      '    with open(path, encoding="utf-8", newline="") as file:',
      '        _, *rows = csv.reader(file)',
      '    rows = [[float(cell) for cell in row] for row in rows]',
      ...split,
    ].join('\n'),
    rows: '',
    files: [{ name: file, bytes: textBytes([header, ...rows].map((row) => `${row.join(',')}\n`).join('')) }],
  };
}

function joined(inputs: Float64Array, targets: Float64Array, { inputNames, outputNames }: Dataset): string[][] {
  const row = (matrix: Float64Array, width: number, at: number): string[] =>
    Array.from(matrix.subarray(at * width, (at + 1) * width), String);
  return Array.from({ length: inputs.length / inputNames.length }, (_, at) => [
    ...row(inputs, inputNames.length, at),
    ...row(targets, outputNames.length, at),
  ]);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvPart({ path, delimiter, target }: ScriptData & { readonly kind: 'csv' }, dataset: Dataset): DataPart {
  const { inputNames, outputNames, classes } = dataset;
  const coded = inputNames.some((name) => name.includes('='));
  const constants = [
    `DATA = HERE / ${pythonText(path)}`,
    `INPUTS = ${pythonList(inputNames.map(pythonText))}`,
    ...(target ? [`TARGETS = ${pythonList(target.map(pythonText))}`] : []),
    ...(classes ? [`CLASSES = ${pythonList(classes.map(classLiteral(classes)))}`] : []),
  ];
  const cells = coded
    ? [
        '    named = (dict(zip(header, row)) for row in rows)',
        '    inputs = [[value(row, name) for name in INPUTS] for row in named]',
      ]
    : [
        '    columns = [header.index(name) for name in INPUTS]',
        '    inputs = [[float(row[column]) for column in columns] for row in rows]',
      ];
  const reader = [
    'def read_rows(path):',
    `    """Inputs (rows × ${inputNames.length}) and targets (rows × ${outputNames.length}), as the file has them."""`,
    '    with open(path, encoding="utf-8-sig", newline="") as file:',
    `        lines = [[cell.strip() for cell in row] for row in csv.reader(file, delimiter=${pythonText(delimiter)})]`,
    '    header, *rows = [row for row in lines if row not in ([], [""])]',
    ...cells,
    target
      ? '    targets = [[row[header.index(name)] for name in TARGETS] for row in rows]'
      : '    targets = [row[-1:] for row in rows]',
    `    targets = [${targetExpression(dataset)} for row in targets]`,
    '    return torch.tensor(inputs, dtype=torch.float64), torch.tensor(targets, dtype=torch.float64)',
  ];
  return {
    source: [...constants, '', '', ...(coded ? [oneHot, '', ''] : []), ...reader].join('\n'),
    rows: '',
    files: [],
  };
}

const oneHot = `def value(row, name):
    """An input: the column of that name or, of a name like colour=red, 1 where colour is red."""
    if name in row:
        return float(row[name])
    column = next(column for column in row if name.startswith(column + "="))
    return float(row[column] == name[len(column) + 1 :])`;

const isWhole = (text: string): boolean => /^-?\d+$/.test(text);

/** Whole numbers are compared as numbers, so that 1.0 is class 1. */
function classLiteral(classes: readonly string[]): (name: string) => string {
  return classes.every(isWhole) ? String : pythonText;
}

function targetExpression({ classes, outputNames }: Dataset): string {
  if (!classes) return '[float(cell) for cell in row]';
  const label = classes.every(isWhole) ? 'float(row[0])' : 'row[0]';
  return outputNames.length === classes.length
    ? `[float(${label} == name) for name in CLASSES]`
    : `[float(CLASSES.index(${label}))]`;
}

/** Constants of the normalisation and the split, and `prepare(rows)`. */
export function preparation({ scaler }: Dataset, heldOut: ArrayLike<number>): string {
  const body = [
    'def prepare(inputs, targets):',
    '    """The rows to train on and those held out, each as inputs and targets."""',
    ...(scaler
      ? [
          '    offset, scale = torch.tensor(OFFSET, dtype=torch.float64), torch.tensor(SCALE, dtype=torch.float64)',
          '    inputs = (inputs - offset) / scale',
        ]
      : []),
    '    inputs, targets = inputs.to(DTYPE), targets.to(DTYPE)',
    '    held_out = torch.zeros(len(inputs), dtype=torch.bool)',
    ...(heldOut.length > 0 ? ['    held_out[HELD_OUT] = True'] : []),
    '    return (inputs[~held_out], targets[~held_out]), (inputs[held_out], targets[held_out])',
  ];
  const constants = scaler
    ? [
        '# Fitted on the training rows: (input - OFFSET) / SCALE.',
        `OFFSET = ${pythonNumbers(scaler.offset)}`,
        `SCALE = ${pythonNumbers(scaler.scale)}`,
        '',
        '',
      ]
    : [];
  return [...constants, ...body].join('\n');
}
