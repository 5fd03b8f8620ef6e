export type FileFormat = 'csv' | 'json' | 'jsonl' | 'npz' | 'idx';

/** Endings of the names of data files that can be told from other files. */
export const dataFileEndings = ['csv', 'tsv', 'jsonl', 'npz', 'idx'].flatMap((ending) => [ending, `${ending}.gz`]);

/** The format of a data file by the ending of its name; a `.gz` after it does not count. */
export function formatOf(file: string): FileFormat | undefined {
  const name = file.replace(/\.gz$/i, '');
  if (/\.[ct]sv$/i.test(name)) return 'csv';
  if (/\.json$/i.test(name)) return 'json';
  if (/\.jsonl$/i.test(name)) return 'jsonl';
  if (/\.npz$/i.test(name)) return 'npz';
  // As the files of MNIST are called: train-images-idx3-ubyte, also with a point before `idx`.
  return /\.idx$|[.-]idx\d-[a-z]+$/i.test(name) ? 'idx' : undefined;
}
