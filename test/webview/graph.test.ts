import { expect, test } from 'vitest';
import { edgeOf, graphOf, mermaidText, nodeOf } from '../../webview/lab/graph.ts';
import { hitAt } from '../../webview/lab/hit.ts';
import type { PlacedColumn } from '../../webview/lab/layout.ts';
import { layOut } from '../../webview/lab/layout.ts';
import { openable, strongest } from '../../webview/lab/strongest.ts';
import { byLayer } from '../../webview/shared/parameters.ts';
import { network } from './samples.ts';

test('480 edges are drawn one by one, 481 as blocks', () => {
  expect(graphOf(network([1, 20, 20, 3])).whole).toBe(true);
  expect(graphOf(network([1, 1, 20, 20, 3])).whole).toBe(false);
});

test('a column of more than 24 units makes blocks, however few the edges', () => {
  expect(graphOf(network([24, 1])).whole).toBe(true);
  expect(graphOf(network([25, 1])).whole).toBe(false);
});

test('nothing of the file is in the text that Mermaid reads', () => {
  const named = network([2, 1], { inputNames: ['"]; click c0n0 call x()', '%%{init: {}}%%'], outputNames: ['<img>'] });
  expect(mermaidText(graphOf(named))).toBe(mermaidText(graphOf(network([2, 1]))));
});

test('ids lead back to columns and units', () => {
  expect(nodeOf('network-1-flowchart-c2n13-5')).toEqual({ column: 2, node: 13 });
  expect(edgeOf('L_c1n13_c2n7_0')).toEqual({ column: 1, from: 13, to: 7 });
  expect([nodeOf('c1'), edgeOf('c1n1')]).toEqual([undefined, undefined]);
});

const names = { inputs: 60, outputs: 40 };

function expectInside(columns: readonly PlacedColumn[], width: number, height: number): void {
  for (const { nodes, half } of columns) {
    for (const { x, y } of nodes) {
      expect(x - half.x).toBeGreaterThanOrEqual(0);
      expect(x + half.x).toBeLessThanOrEqual(width);
      expect(y - half.y).toBeGreaterThanOrEqual(0);
      expect(y + half.y).toBeLessThanOrEqual(height);
    }
  }
}

test.each([300, 660, 1500])('units stand in columns, in order, inside a width of %d', (available) => {
  const { columns, width, height } = layOut(graphOf(network([3, 8, 2])), available, names);
  for (const { nodes, half } of columns) {
    expect(new Set(nodes.map(({ x }) => x)).size).toBe(1);
    for (const [index, { y }] of nodes.entries())
      if (index > 0) expect(y).toBeGreaterThan((nodes[index - 1]?.y ?? 0) + 2 * half.y);
  }
  expectInside(columns, width, height);
  expect(width).toBeLessThanOrEqual(Math.max(300, available));
});

test('blocks stand in a row where there is room, else below each other', () => {
  const graph = graphOf(network([784, 128, 10]));
  const row = layOut(graph, 900, names).columns.flatMap(({ nodes }) => nodes);
  const column = layOut(graph, 340, names).columns.flatMap(({ nodes }) => nodes);
  expect(new Set(row.map(({ y }) => y)).size).toBe(1);
  expect(new Set(column.map(({ x }) => x)).size).toBe(1);
});

test.each([340, 900])('blocks with units of one of them drawn fit a width of %d', (available) => {
  const opened = { units: new Map([[1, Array.from({ length: 12 }, (_, unit) => 9 * unit)]]), ranked: true };
  const { columns, width, height, stacked } = layOut(graphOf(network([784, 128, 10]), opened), available, names);
  expect(stacked).toBe(available === 340);
  expect(columns.map(({ nodes }) => nodes.length)).toEqual([1, 12, 1]);
  expectInside(columns, width, height);
  expect(width).toBeLessThanOrEqual(available);
});

test('the strongest units of a layer have the largest weights coming in, of the inputs going out', () => {
  const net = network([20, 30, 2]);
  const parameters = new Float64Array(20 * 30 + 30 + 2 * 30 + 2);
  for (const unit of [29, 3, 17]) parameters[unit * 20 + 5] = unit;
  parameters[3 * 20 + 19] = 0.5;
  const layers = byLayer(net.layers, parameters);
  expect(strongest(net, 1, layers)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 17, 29].toSorted((a, b) => a - b));
  expect(strongest(net, 0, layers)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 19]);
  expect(strongest(net, 1, undefined)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(strongest(net, 2, layers)).toEqual([0, 1]);
});

test('the columns opened first are closed again when more edges would be drawn than can be read', () => {
  const net = network([50, 50, 50, 50, 50, 1]);
  expect(openable(net, [0, 1, 2])).toEqual([0, 1, 2]);
  expect(openable(net, [0, 1, 2, 3, 4])).toEqual([1, 2, 3, 4]);
  expect(openable(net, [5, 9])).toEqual([]);
});

test('the pointer finds units, edges between them, and nothing elsewhere', () => {
  const layout = layOut(graphOf(network([2, 3])), 600, names);
  const start = layout.columns[0]?.nodes[1] ?? { x: NaN, y: NaN };
  const end = layout.columns[1]?.nodes[0] ?? { x: NaN, y: NaN };
  expect(hitAt(layout, end)).toEqual({ kind: 'node', column: 1, node: 0 });
  const near = { x: start.x + 0.7 * (end.x - start.x), y: start.y + 0.7 * (end.y - start.y) + 1 };
  expect(hitAt(layout, near)).toEqual({ kind: 'edge', column: 0, from: 1, to: 0 });
  expect(hitAt(layout, { x: start.x, y: 5 })).toBeUndefined();
});
