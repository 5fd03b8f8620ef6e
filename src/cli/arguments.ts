import { parseArgs, type ParseArgsConfig } from 'node:util';
import { exportFormats, type ExportFormat } from '../export/export.ts';
import { commandHelp, commands, generalHelp, type Command } from './help.ts';
import { UsageError } from './io.ts';

export interface Request {
  readonly command: Command;
  readonly file: string;
  readonly json: boolean;
  readonly gradients: boolean;
  readonly follow: boolean;
  readonly findRate: boolean;
  readonly epochs: number | undefined;
  readonly threads: number | 'auto' | undefined;
  readonly weights: string | undefined;
  readonly save: string | undefined;
  readonly input: string | undefined;
  readonly data: string | undefined;
  readonly to: ExportFormat | undefined;
  readonly output: string | undefined;
}

export type Parsed =
  { readonly kind: 'help'; readonly text: string } | { readonly kind: 'request'; readonly request: Request };

const common = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options: Readonly<Record<Command, NonNullable<ParseArgsConfig['options']>>> = {
  validate: common,
  train: {
    ...common,
    epochs: text,
    weights: text,
    save: text,
    threads: text,
    follow: flag,
    'find-rate': flag,
  },
  check: { ...common, weights: text, gradients: flag },
  predict: { ...common, weights: text, input: text, data: text },
  export: { ...common, weights: text, to: text, output: text },
};

/** Throws UsageError. */
export function parseArguments(args: readonly string[]): Parsed {
  const [first, ...rest] = args;
  if (first === undefined) throw new UsageError('a command is missing');
  if (first === '--help' || first === '-h' || first === 'help') return { kind: 'help', text: generalHelp };
  const command = commands.find((name) => name === first);
  if (!command) throw new UsageError(`there is no command “${first}”`);

  const { values, positionals } = parseOptions(command, rest);
  if (values['help'] === true) return { kind: 'help', text: commandHelp[command] };
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError(`“${command}” takes a file`);
  if (more.length > 0) throw new UsageError(`“${command}” takes one file, not ${positionals.length}`);
  const string = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    kind: 'request',
    request: {
      command,
      file,
      json: values['json'] === true,
      gradients: values['gradients'] === true,
      follow: values['follow'] === true,
      findRate: values['find-rate'] === true,
      epochs: wholeNumber('--epochs', string('epochs')),
      threads: threads(string('threads')),
      weights: string('weights'),
      save: string('save'),
      input: string('input'),
      data: string('data'),
      to: exportFormat(string('to')),
      output: string('output'),
    },
  };
}

function parseOptions(
  command: Command,
  args: string[],
): { values: Readonly<Record<string, unknown>>; positionals: string[] } {
  try {
    return parseArgs({ args, options: options[command], allowPositionals: true });
  } catch (error) {
    // Node's first sentence says it; the others are about the syntax of options as such.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new UsageError(sentence.charAt(0).toLowerCase() + sentence.slice(1));
  }
}

function wholeNumber(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === '' || !Number.isSafeInteger(number) || number < 1) {
    throw new UsageError(`${option} takes a whole number from 1, not “${value}”`);
  }
  return number;
}

function exportFormat(value: string | undefined): ExportFormat | undefined {
  const format = exportFormats.find((name) => name === value);
  if (value === undefined || format !== undefined) return format;
  throw new UsageError(`--to takes ${exportFormats.join(', ')}, not “${value}”`);
}

function threads(value: string | undefined): Request['threads'] {
  return value === 'auto' ? value : wholeNumber('--threads', value);
}
