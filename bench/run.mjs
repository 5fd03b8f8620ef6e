import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, loadavg, totalmem, type as system } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure, mustRun, root, run, say, script } from '../scripts/run.mjs';
import { installPackages } from '../scripts/setup.mjs';
import { peers, PeerProcess, python } from './peers.mjs';
import { goalsOf, report, sameLoss } from './report.mjs';
import { folder, workloads, writeWorkload } from './workloads.mjs';

const debianPackages = ['python3-numpy', 'python3-sklearn', 'python3-torch', 'libopenblas0-pthread'];

const help = `Usage: npm run bench [-- OPTIONS]

Measures how many rows a second NN Lab's engine trains, beside other libraries.

  --only LIST      workloads: ${workloads.map(({ id }) => id).join(', ')};
                   or editor: activation, and typing to problems, in VS Code's server;
                   or lab: what the lab costs there
  --peers LIST     peers: ${peers.map(({ id }) => id).join(', ')}
                   (“torch” is every id that begins so)
  --rounds N       measurements of each peer, by turns (default 5)
  --seconds S      length of a measurement (default 1)
  --quick          2 rounds of 0.2 s
  --write          put the result into bench/README.md and bench/results.json; what of engine, editor and lab was not
                   measured stays there as it is
  --help           this text

The peers in Python are Debian's packages ${debianPackages.join(', ')}:
installed if apt-get is there and you are root.
`;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        peers: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
    const seconds = Number(values.seconds ?? (values.quick ? 0.2 : 1));
    if (!Number.isInteger(rounds) || rounds < 1) throw new Failure(`“${values.rounds}” is no number of rounds.`);
    if (!(seconds > 0 && seconds <= 60)) throw new Failure(`“${values.seconds}”: expected up to 60 seconds.`);
    return {
      ...values,
      rounds,
      seconds,
      workloads: values.only === 'editor' || values.only === 'lab' ? [] : choose('workload', workloads, values.only),
      editor: values.only === undefined || values.only === 'editor',
      lab: values.only === undefined || values.only === 'lab',
      peers: choose('peer', peers, values.peers),
    };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}

/**
 * @template {{ id: string }} T
 * @param {string} what
 * @param {readonly T[]} all
 * @param {string | undefined} list
 * @returns {T[]}
 */
function choose(what, all, list) {
  if (list === undefined) return [...all];
  const fits =
    (/** @type {string} */ name) =>
    (/** @type {T} */ { id }) =>
      id === name || id.startsWith(`${name}-`);
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !all.some(fits(name)));
  if (unknown !== undefined)
    throw new Failure(`There is no ${what} “${unknown}”: ${all.map(({ id }) => id).join(', ')}.`);
  return all.filter((one) => names.some((name) => fits(name)(one)));
}

async function providePython() {
  const { code } = await run(python, ['-c', 'import numpy, sklearn, torch'], { quiet: true }).catch(() => ({
    code: 1,
  }));
  if (code === 0) return;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && (await run('apt-get', ['--version'], { quiet: true }).catch(() => ({ code: 1 }))).code === 0) {
    say('Installing numpy, scikit-learn and PyTorch …');
    await run('apt-get', ['update'], { quiet: true });
    const installed = await run('apt-get', ['install', '-y', '--no-install-recommends', ...debianPackages], {
      quiet: true,
    });
    if (installed.code === 0) return;
  }
  say(`Not all of Python's peers are here; for them install ${debianPackages.join(', ')}.`);
}

/**
 * @typedef {object} Measured
 * @property {string} id
 * @property {string} name
 * @property {string} [note]
 * @property {string} version
 * @property {string} numbers
 * @property {number[]} rate rows a second, round by round
 * @property {number | null} loss of the first rows, trained once in order
 * @property {string} problem why there is no figure, else empty
 */

/** Seconds: V8 needs them, and Synaptic, which compiles each network anew. */
const warmUp = 0.3;

/**
 * One workload, every peer in a fresh process, by turns.
 * @param {(typeof workloads)[number]} workload
 * @param {ReturnType<typeof options>} how
 */
async function measure(workload, { peers: chosen, rounds, seconds }) {
  const { nonzero } = await writeWorkload(workload);
  const { id, title, rows } = workload;
  say(`\n${id}: ${title}`);
  const fitting = chosen.filter(({ smallOnly = false }) => !smallOnly || workload.rows < 1000);
  const runs = fitting.map((peer) => ({
    process: new PeerProcess(peer),
    /** @type {Measured} */
    result: { ...pick(peer), version: '', rate: [], loss: null, problem: '' },
  }));
  const check = Math.min(rows, 640);
  const patience = 60 + 2 * seconds;
  /** @type {number | null} what every peer without a note has to come to */
  let expected = null;
  for (const { process, result } of runs) {
    try {
      result.version = (await process.started).version;
      const { loss } = await process.ask({ workload: id, check }, patience);
      result.loss = loss;
      if (result.note !== undefined) continue;
      expected ??= loss;
      if (!(Math.abs(loss - Number(expected)) < sameLoss))
        throw new Error(`its loss is ${loss.toFixed(6)}, not ${Number(expected).toFixed(6)}`);
    } catch (error) {
      await giveUp(result, process, error);
    }
  }
  for (let round = 0; round < rounds; round++) {
    // There and back, so that a machine that slows down slows no peer more than another.
    for (const { process, result } of round % 2 === 0 ? runs : runs.toReversed()) {
      if (result.problem !== '') continue;
      try {
        const answer = await process.ask({ workload: id, warmUp, seconds }, patience);
        result.rate.push(answer.rows / answer.seconds);
      } catch (error) {
        await giveUp(result, process, error);
      }
    }
  }
  await Promise.all(runs.map(({ process }) => process.close()));
  return { id, title, nonzero, checkedRows: check, peers: runs.map(({ result }) => result) };
}

/** @param {import('./peers.mjs').Peer} peer */
function pick({ id, name, note, numbers }) {
  return { id, name, numbers, ...(note === undefined ? {} : { note }) };
}

/** @type {(result: Measured, process: PeerProcess, error: unknown) => Promise<void>} */
async function giveUp(result, process, error) {
  result.problem = error instanceof Error ? error.message : String(error);
  result.rate = [];
  say(`  ${result.name}: not measured, ${result.problem}`);
  // Else it would go on, beside the others.
  await process.close();
}

function machine() {
  return {
    system: `${system()}, ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    gigabytes: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0] ?? 0,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}

const resultsFile = join(root, 'bench', 'results.json');

/** Puts the report into the README, between its markers. @param {import('./report.mjs').Results} results */
async function write(results) {
  const { format } = await import('prettier');
  const readme = join(root, 'bench', 'README.md');
  const old = await readFile(readme, 'utf8');
  const put = old.replace(
    /(<!-- results -->\n)[^]*(\n<!-- end of results -->)/,
    (_, begin, end) => `${begin}\n${report(results)}${end}`,
  );
  await writeFile(readme, await format(put, { parser: 'markdown', printWidth: 120, singleQuote: true }));
  await writeFile(resultsFile, `${JSON.stringify({ ...results, goals: goalsOf(results) }, null, 2)}\n`);
}

await script(async () => {
  const how = options();
  if (how.help) return void say(help);
  await installPackages();
  await installPackages(join(root, 'bench'));
  if (how.peers.some(({ script: file }) => file.endsWith('.py'))) await providePython();
  const { bundleEngine } = await import('./engine.mjs');
  await bundleEngine();
  await bundleEngine('relaxed');

  const here = machine();
  const measured = [];
  for (const workload of how.workloads) measured.push(await measure(workload, how));
  const own = measured.length > 0 && how.peers.some(({ id }) => id === 'ours') ? await measureOwn() : null;
  const editor = how.editor ? { machine: here, rounds: await measureTheEditor(how.quick ? 1 : 3) } : null;
  const lab = how.lab ? { machine: here, figures: await measureTheLab(how.quick ? 1 : 2) } : null;
  const results = { machine: here, rounds: how.rounds, seconds: how.seconds, workloads: measured, own, editor, lab };
  say(`\n${report(results)}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'results.json'), JSON.stringify({ ...results, goals: goalsOf(results) }, null, 2));
  say(`\nAll figures: build/bench/results.json`);
  if (!how.write) return;
  const others = JSON.parse(await readFile(resultsFile, 'utf8'));
  const engine = how.workloads.length > 0 ? results : others;
  await write({ ...engine, editor: editor ?? others.editor, lab: lab ?? others.lab });
});

/** Imported only here: it uses packages. @param {number} rounds */
async function measureTheEditor(rounds) {
  const { measureEditor } = await import('./editor.mjs');
  return await measureEditor(rounds);
}

/** Likewise. @param {number} rounds */
async function measureTheLab(rounds) {
  const { measureLab } = await import('./lab.mjs');
  return await measureLab(rounds);
}

/** @returns {Promise<import('./report.mjs').Own>} */
async function measureOwn() {
  for (const workload of workloads.filter(({ id }) => ['W1', 'W2', 'W3', 'W3-wide'].includes(id))) {
    await writeWorkload(workload);
  }
  return JSON.parse(await mustRun('measure the engine alone', process.execPath, [join(root, 'bench', 'own.mjs')]));
}
