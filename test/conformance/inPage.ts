import { prepareText, run } from './prepare.ts';

/** What a page has of the engine: trains a spec to the end, and returns the parameters as stored. */
export async function train(text: string): Promise<number[]> {
  const prepared = await prepareText(text, (path) => {
    throw new Error(`there is no file ${path}`);
  });
  return [...run(prepared).training.parameterBytes()];
}
