import type { Ending } from '../protocol/run.ts';
import { markOf } from '../spec/locate.ts';
import type { Parsed } from '../spec/parse.ts';
import { phrase, type Phrase } from '../spec/phrase.ts';
import type { Locate, Problem } from '../spec/problem.ts';
import type { Spec } from '../spec/spec.ts';
import type { TrainingRun } from './trainingRun.ts';

type LastRun = Pick<TrainingRun, 'spec' | 'state' | 'health'>;

/** What the last run of a spec showed to be wrong with it, as long as what was wrong is still there. */
export function runProblems(run: LastRun, { spec, locate }: Parsed): Problem[] {
  if (!spec || run.state.kind !== 'ended') return [];
  const { divergence } = run.state.ending;
  return divergence ? diverged(run.spec, divergence, spec, locate) : deadLayers(run, spec, locate);
}

function diverged(trained: Spec, divergence: NonNullable<Ending['divergence']>, spec: Spec, locate: Locate): Problem[] {
  if (JSON.stringify(spec.training.learningRate) !== JSON.stringify(trained.training.learningRate)) return [];
  return [
    {
      severity: 'warning',
      code: 'diverged',
      message: divergenceMessage(divergence),
      range: markOf(locate, ['training', 'learningRate']),
      meant: String(divergence.suggestedRate),
    },
  ];
}

function divergenceMessage({ epoch, layer, tensor, suggestedRate }: NonNullable<Ending['divergence']>): Phrase {
  switch (tensor) {
    case 'loss':
      return phrase('the last run diverged in epoch {0}, where the loss overflowed: try {1}', epoch, suggestedRate);
    case 'weights':
      return phrase('the last run diverged in epoch {0}, in the weights of {1}: try {2}', epoch, layer, suggestedRate);
    case 'biases':
      return phrase('the last run diverged in epoch {0}, in the biases of {1}: try {2}', epoch, layer, suggestedRate);
  }
}

/** A few dead units are usual; a layer that has lost most of them is worth a word. */
function deadLayers({ spec: trained, health }: LastRun, spec: Spec, locate: Locate): Problem[] {
  return (health?.layers ?? []).flatMap(({ deadUnits }, index): Problem[] => {
    const [then, now] = [trained.layers[index], spec.layers[index]];
    if (deadUnits === null || !then || deadUnits <= then.units / 2) return [];
    if (now?.units !== then.units || now.activation !== then.activation) return [];
    const message = phrase(
      '{0} of {1} units were 0 on every row after the last run: they no longer learn',
      deadUnits,
      then.units,
    );
    return [
      { severity: 'warning', code: 'dead-units', message, range: markOf(locate, ['layers', index, 'activation']) },
    ];
  });
}
