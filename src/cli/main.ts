import { DataFileError } from '../data/dataset.ts';
import { EngineError } from '../engine/results.ts';
import { parseArguments, type Request } from './arguments.ts';
import { check } from './check.ts';
import { exportNetwork } from './export.ts';
import { exitCodes, InputError, UsageError, type ExitCode, type Io } from './io.ts';
import { predict } from './predict.ts';
import { train } from './train.ts';
import { validate } from './validate.ts';

/** The command line; `args` without the program's own name. Never throws, never prints a stack. */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  try {
    const parsed = parseArguments(args);
    if (parsed.kind === 'request') return await run(parsed.request, io);
    io.out(parsed.text);
    return exitCodes.done;
  } catch (error) {
    io.err(explanation(error, args));
    return exitCodes.badInput;
  }
}

function run(request: Request, io: Io): Promise<ExitCode> {
  switch (request.command) {
    case 'validate':
      return validate(request, io);
    case 'train':
      return train(request, io);
    case 'check':
      return check(request, io);
    case 'predict':
      return predict(request, io);
    case 'export':
      return exportNetwork(request, io);
    default:
      return request.command satisfies never;
  }
}

function explanation(error: unknown, args: readonly string[]): string {
  if (error instanceof InputError) return error.message;
  if (error instanceof UsageError) return `nn-lab: ${error.message}; see nn-lab --help\n`;
  if (error instanceof EngineError || error instanceof DataFileError) return `nn-lab: error: ${error.message}\n`;
  const message = error instanceof Error ? error.message : String(error);
  return `nn-lab: unexpected error in “${args.join(' ')}”: ${message}\n`;
}
