import type { LayerSpec, Spec } from '../spec/spec.ts';

/** What of `spec` differs from `other`, in a few words: `learningRate 0.1, seed 2`. Empty if nothing does. */
export function differences(spec: Spec, other: Spec): string {
  const [ours, theirs] = [settingsOf(spec), settingsOf(other)];
  return Object.entries(ours)
    .filter(([key, value]) => value !== theirs[key])
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

function settingsOf({ data, layers, loss, training }: Spec): Readonly<Record<string, string>> {
  const { normalize, validation } = data;
  const entries = Object.entries({
    layers: layers.map(layerText).join(' → '),
    loss,
    normalize,
    validation,
    ...training,
  });
  return Object.fromEntries(entries.map(([key, value]) => [key, textOf(value)]));
}

function layerText({ units, activation, dropout, frozen }: LayerSpec): string {
  return [units, activation, ...(dropout > 0 ? [`dropout ${dropout}`] : []), ...(frozen ? ['frozen'] : [])].join(' ');
}

/** A constant learning rate and an optimizer without numbers are as short as they are written. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return value === undefined ? 'none' : String(value);
  return Object.values(value)
    .filter((part) => part !== 'constant')
    .map(textOf)
    .join(' ');
}
