import type { Request } from './arguments.ts';
import { loadData, readSpec } from './files.ts';
import { exitCodes, outJson, type ExitCode, type Io } from './io.ts';
import { problemJson, problemLine } from '../spec/problemText.ts';

export async function validate({ file, json }: Request, io: Io): Promise<ExitCode> {
  const specFile = await readSpec(io, file);
  const { problems } = await loadData(io, file, specFile);
  const all = [...specFile.problems, ...problems];
  if (json)
    outJson(
      io,
      all.map((problem) => problemJson(specFile.text, problem)),
    );
  for (const problem of all) io.err(problemLine(file, specFile.text, problem));
  return all.some(({ severity }) => severity === 'error') ? exitCodes.badInput : exitCodes.done;
}
