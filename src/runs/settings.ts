import type { LayerSpec, Spec } from '../spec/spec.ts';

/** The settings of a run by their keys in the file, in the order that they are told in. */
export type Settings = readonly { readonly name: string; readonly value: string }[];

/** What of `ours` differs from `theirs`, in a few words: `learningRate 0.1, seed 2`. Empty if nothing does. */
export function differences(ours: Settings, theirs: Settings): string {
  return ours
    .filter(({ name, value }) => value !== valueOf(theirs, name))
    .map(({ name, value }) => `${name} ${value}`)
    .join(', ');
}

export function valueOf(settings: Settings, name: string): string | undefined {
  return settings.find((setting) => setting.name === name)?.value;
}

export function settingsOf({ data, layers, loss, training }: Spec): Settings {
  const { normalize, validation } = data;
  const entries = Object.entries({
    layers: layers.map(layerText).join(' → '),
    loss,
    normalize,
    validation,
    ...training,
  });
  return entries.map(([name, value]) => ({ name, value: textOf(value) }));
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
