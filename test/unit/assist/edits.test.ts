import fc from 'fast-check';
import { findNodeAtLocation, parse, parseTree, type Node } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { edited, remove, setValue } from '../../../src/assist/edits.ts';

function tree(text: string): Node {
  const made = parseTree(text, [], { allowTrailingComma: true });
  if (!made) throw new Error(`no tree: ${text}`);
  return made;
}

const set = (text: string, path: string[], json: string) => edited(text, setValue(text, tree(text), path, json));

describe('setting a value', () => {
  it.each([
    ['{ "a": 1 }', ['a'], '{ "a": 2 }'],
    ['{ "b": 1 }', ['a'], '{ "b": 1, "a": 2 }'],
    ['{}', ['a'], '{ "a": 2 }'],
    ['{\n  "b": 1 // one\n}', ['a'], '{\n  "b": 1,\n  "a": 2 // one\n}'],
    ['{\n\t"b": 1,\n}', ['a'], '{\n\t"b": 1,\n\t"a": 2,\n}'],
    ['{ "b": 1 }', ['x', 'a'], '{ "b": 1, "x": { "a": 2 } }'],
    ['{ "x": {} }', ['x', 'a'], '{ "x": { "a": 2 } }'],
    ['{ "x": 3 }', ['x', 'a'], '{ "x": 3 }'],
  ])('%j at %j', (text, path, expected) => expect(set(text, path, '2')).toBe(expected));
});

describe('removing', () => {
  it.each([
    ['{ "a": 1, "b": 2, "c": 3 }', 'a', '{ "b": 2, "c": 3 }'],
    ['{ "a": 1, "b": 2, "c": 3 }', 'b', '{ "a": 1, "c": 3 }'],
    ['{ "a": 1, "b": 2, "c": 3 }', 'c', '{ "a": 1, "b": 2 }'],
    ['{ "a": 1, "b": 2, }', 'b', '{ "a": 1, }'],
    ['{ "a": 1, }', 'a', '{  }'],
  ])('%j without %j', (text, key, expected) => {
    const property = findNodeAtLocation(tree(text), [key])?.parent;
    expect(property && edited(text, remove(text, property))).toBe(expected);
  });
});

describe('any object', () => {
  const objects = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 });
  it('loses just the key that is removed, and has just the one that is set', () => {
    fc.assert(
      fc.property(objects, fc.nat(), fc.constantFrom(0, 2), (object, pick, indent) => {
        const text = JSON.stringify(object, null, indent);
        const keys = Object.keys(object);
        const key = keys[pick % keys.length] ?? '';
        const property = findNodeAtLocation(tree(text), [key])?.parent;
        if (!property) throw new Error('no property');
        const { [key]: _, ...others } = object;
        expect(parse(edited(text, remove(text, property)))).toEqual(parse(JSON.stringify(others)));
        expect(parse(set(text, [key], '"set"'))).toEqual(parse(JSON.stringify({ ...object, [key]: 'set' })));
        expect(parse(set(text, ['longer'], '"set"'))).toEqual(parse(JSON.stringify({ ...object, longer: 'set' })));
      }),
    );
  });
});
