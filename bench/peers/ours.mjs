// NN Lab's engine. The arguments: keys of the spec's training section, as JSON; which engine.
import { importEngine, subjectOf } from '../engine.mjs';
import { serve } from './peer.mjs';

const kind = process.argv[3] === 'relaxed' ? 'relaxed' : 'exact';
const { Training, compile, nodeHelpers, parseSpec } = await importEngine(kind);
/** @type {object} */
const keys = JSON.parse(process.argv[2] ?? '{}');

await serve({
  version: 'this one',
  train: function* (workload, shuffle) {
    const { spec, dataset, parameters } = subjectOf(workload, parseSpec, { ...keys, shuffle });
    const training = new Training(spec, dataset, parameters, (plan) => compile(plan, nodeHelpers));
    for (const record of training.run()) {
      if (record && record.epoch > 0) yield { rows: workload.rows, loss: record.training.loss * workload.rows };
    }
  },
});
