// Writes what is made from the description of the format (src/spec/format.ts): the JSON schema and
// the tables of the reference. A test fails while they differ from it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importBundled } from './bundled.mjs';
import { root } from './run.mjs';

/** @type {typeof import('../src/spec/reference.ts')} */
const { schemaText, withTables } = await importBundled('src/spec/reference.ts');

await writeFile(join(root, 'media/nn.schema.json'), schemaText());
const reference = join(root, 'docs/format.md');
await writeFile(reference, withTables(await readFile(reference, 'utf8')));
