import { describe, expect, it } from 'vitest';
import { namesWanted } from '../../../src/assist/complete.ts';
import { activations } from '../../../src/spec/spec.ts';
import { chosen, completed, labels, placed } from './cursor.ts';

describe('keys', () => {
  it('are those of the object that are not there yet', () => {
    const found = labels('{ "layers": [{ "units": 3, | }] }');
    expect(found).toContain('"activation"');
    expect(found).not.toContain('"units"');
    expect(found).not.toContain('"epochs"');
  });

  it('are offered once each, whatever stands before the cursor', () => {
    for (const text of ['{ | }', '{ "| }', '{ "na|me": "x" }', '{ "data": {}, | }', '{|', '{ lay| }']) {
      const found = labels(text);
      expect(found).toContain('"layers"');
      expect(new Set(found).size).toBe(found.length);
    }
  });

  it('are those of the format alone', () => {
    expect(labels('{ | }')).not.toContain('"nonsense"');
  });

  it('come with a value to go on from, and with the comma that is needed', () => {
    expect(chosen('{ "training": { | "seed": 1 } }', '"epochs"')).toBe(
      '{ "training": { "epochs": ${1:100}, "seed": 1 } }',
    );
    expect(chosen('{ "training": { "seed": 1, | } }', '"epochs"')).toBe(
      '{ "training": { "seed": 1, "epochs": ${1:100} } }',
    );
    expect(chosen('{ | }', '"layers"')).toBe('{ "layers": [$1] }');
    expect(chosen('{ | }', '"data"')).toBe('{ "data": { $1 } }');
  });

  it('keep the value that is there', () => {
    expect(chosen('{ "traning|": { "seed": 1 } }', '"training"')).toBe('{ "training": { "seed": 1 } }');
  });

  it('of a variant are its own only', () => {
    const momentum = labels('{ "training": { "optimizer": { "type": "momentum", | } } }');
    expect(momentum).toEqual(['"momentum"']);
    expect(labels('{ "training": { "optimizer": { "type": "adam", | } } }')).toEqual(['"betas"', '"eps"']);
    expect(labels('{ "training": { "learningRate": { "schedule": "step", | } } }')).toEqual([
      '"initial"',
      '"stepSize"',
      '"gamma"',
    ]);
  });
});

describe('values', () => {
  it('are the names that the format has', () => {
    const names = activations.map((name) => JSON.stringify(name));
    // Two have more to say than their name.
    const expected = [...names, '{ "type": "leaky-relu" }', '{ "type": "elu" }'];
    for (const text of [
      '{ "layers": [{ "units": 1, "activation": | }] }',
      '{ "layers": [{ "units": 1, "activation": "|" }] }',
      '{ "layers": [{ "units": 1, "activation": "ta| }] }',
      '{ "layers": [{ "activation": ta|, "units": 1 }] }',
    ]) {
      expect(labels(text)).toEqual(expected);
    }
  });

  it('replace the word that is there, quotes included', () => {
    expect(chosen('{ "layers": [{ "activation": "re|lu", "units": 1 }] }', '"tanh"')).toBe(
      '{ "layers": [{ "activation": "tanh", "units": 1 }] }',
    );
    expect(chosen('{ "layers": [{ "activation": ta| }] }', '"tanh"')).toBe('{ "layers": [{ "activation": "tanh" }] }');
  });

  it('are true and false, and the default', () => {
    expect(labels('{ "training": { "shuffle": | } }')).toEqual(['true', 'false']);
    expect(labels('{ "training": { "epochs": | } }')).toEqual(['100']);
  });

  it('are objects too, with what each variant needs', () => {
    const text = '{ "training": { "learningRate": | } }';
    expect(chosen(text, '{ "schedule": "cosine" }')).toBe(
      '{ "training": { "learningRate": { "schedule": "cosine", "initial": $1, "minimum": ${2:0} } } }',
    );
    expect(chosen('{ "training": { "optimizer": | } }', '{ "type": "adam" }')).toBe(
      '{ "training": { "optimizer": { "type": "adam", "betas": ${1:[0.9,0.999]}, "eps": ${2:1e-8} } } }',
    );
    expect(chosen('{ "layers": [ | ] }', '{ }')).toBe('{ "layers": [ { "units": $1 } ] }');
  });

  it('are not offered in a comment, or where a comma is missing', () => {
    expect(labels('{ "training": { // | \n } }')).toEqual([]);
    expect(labels('{ "training": { /* | */ } }')).toEqual([]);
    expect(labels('{ "training": { "epochs": 3 | } }')).toEqual([]);
  });

  it('that only the workspace knows are asked for by name', () => {
    const wanted = (text: string) => {
      const { place } = placed(text);
      return place && namesWanted(place);
    };
    expect(wanted('{ "data": { "file": | } }')).toBe('files');
    expect(wanted('{ "data": { "target": "|" } }')).toBe('columns');
    expect(wanted('{ "data": { "target": ["a", |] } }')).toBe('columns');
    expect(wanted('{ "data": { "inputs": [|] } }')).toBe('columns');
    expect(wanted('{ "data": { "inputs": | } }')).toBeUndefined();
    expect(wanted('{ "data": { "|": 1 } }')).toBeUndefined();
    expect(chosen('{ "data": { "file": | } }', '"a $b.csv"', ['a $b.csv'])).toBe(
      '{ "data": { "file": "a \\$b.csv" } }',
    );
  });

  it('are not looked for in a text nested a million levels deep', () => {
    expect(labels(`${'['.repeat(1_000_000)}|`)).toEqual([]);
  });
});

describe('snippets', () => {
  const offered = (marked: string) =>
    completed(marked).flatMap(({ kind, label }) => (kind === 'snippet' ? [label] : []));

  it('are offered where they may stand', () => {
    expect(offered('|')).toEqual(['network']);
    expect(offered('// mine\nnet|')).toEqual(['network']);
    expect(offered('| { "layers": [] }')).toEqual([]);
    expect(offered('{ | }')).toEqual(['data-file']);
    expect(offered('{ "data": {}, | }')).toEqual([]);
    expect(offered('{ "layers": [lay|] }')).toEqual(['layer', 'layer-weights']);
    expect(offered('{ "layers": [{ | }] }')).toEqual([]);
    expect(offered('{ "data": { "samples": [|] } }')).toEqual(['sample']);
    expect(offered('{ "training": { "learningRate": 1, | } }')).toEqual(['early-stopping']);
    expect(offered('{ "training": { |: 1 } }')).toEqual([]);
  });

  it('bring the comma that is needed', () => {
    expect(chosen('{ "data": { "samples": [| { "input": [1] }] } }', 'sample')).toBe(
      '{ "data": { "samples": [{ "input": [${1:0, 0}], "target": ${2:0} }, { "input": [1] }] } }',
    );
  });
});
