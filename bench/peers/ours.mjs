// NN Lab's engine. The argument: keys of the spec's training section, as JSON.
import { importEngine, subjectOf } from '../engine.mjs';
import { serve } from './peer.mjs';

const { Training, compile, nodeHelpers, parseSpec } = await importEngine();
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
