import type { ModelLayer, Model } from './model.ts';
import { float32Bytes, float32Parts, modelLayers } from './model.ts';
import { bytes, concatenated, float, integer, message, text, type Field } from './protobuf.ts';
import { metadataOf } from './weights.ts';

/**
 * The network as an ONNX model, normalisation included: `inputs` (rows × inputs, as they come) to
 * `outputs` (rows × units), in float32. Opset 13 of 2021 has every operator that is needed, so old
 * runtimes read it too; GELU, an operator of its own only since opset 20, is spelled out.
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function onnxModel(model: Model): Uint8Array {
  const graph = new Graph();
  let value = normalization(graph, model);
  for (const [index, layer] of modelLayers(model).entries()) value = dense(graph, layer, index, value);
  graph.node('Identity', [value], 'outputs');

  const { spec, network } = model;
  return concatenated([
    integer(1, IR_VERSION),
    text(2, 'NN Lab'),
    text(6, spec.description ?? ''),
    message(7, [
      ...graph.nodes.map((node) => message(1, node)),
      text(2, spec.name ?? 'network'),
      ...graph.initializers.map((tensor) => message(5, tensor)),
      message(11, matrix('inputs', network.inputs)),
      message(12, matrix('outputs', network.outputs)),
    ]),
    message(8, [text(1, ''), integer(2, OPSET)]),
    ...Object.entries(metadataOf(model)).map(([key, entry]) => message(14, [text(1, key), text(2, entry)])),
  ]);
}

/** The file version that came with the opset. */
const IR_VERSION = 7;
const OPSET = 13;
const FLOAT = 1;

/** Attribute types: FLOAT is 1, INT 2. */
const floatAttribute = (name: string, value: number): Field[] => [text(1, name), float(2, value), integer(20, 1)];
const integerAttribute = (name: string, value: number): Field[] => [text(1, name), integer(3, value), integer(20, 2)];

/** Nodes in the order of their work, and the constants that they use. */
class Graph {
  readonly nodes: Field[][] = [];
  readonly initializers: Field[][] = [];

  /** Returns the name of what the node puts out. */
  node(operator: string, inputs: readonly string[], output: string, attributes: readonly Field[][] = []): string {
    this.nodes.push([
      ...inputs.map((input) => text(1, input)),
      text(2, output),
      text(3, output),
      text(4, operator),
      ...attributes.map((attribute) => message(5, attribute)),
    ]);
    return output;
  }

  /** Returns the constant's name. A scalar has no sides. */
  constant(name: string, values: ArrayLike<number>, ...sides: readonly number[]): string {
    this.initializers.push([
      ...sides.map((side) => integer(1, side)),
      integer(2, FLOAT),
      text(8, name),
      bytes(9, float32Bytes(values)),
    ]);
    return name;
  }
}

/** x' = (x − offset) / scale, if the inputs are normalised. */
function normalization(graph: Graph, { scaler, network }: Model): string {
  if (!scaler) return 'inputs';
  const { offset, remainder } = float32Parts(scaler.offset);
  const subtracted = (from: string, name: string, values: Float64Array): string =>
    graph.node('Sub', [from, graph.constant(`normalization.${name}`, values, network.inputs)], `less ${name}`);
  const centred = subtracted(subtracted('inputs', 'offset', offset), 'remainder', remainder);
  return graph.node(
    'Div',
    [centred, graph.constant('normalization.scale', scaler.scale, network.inputs)],
    'normalized',
  );
}

function dense(graph: Graph, layer: ModelLayer, index: number, input: string): string {
  const { inputs, units, weights, biases } = layer;
  const name = `layers.${index}`;
  const parameters = [graph.constant(`${name}.weight`, weights, units, inputs)];
  if (biases) parameters.push(graph.constant(`${name}.bias`, biases, units));
  const u = graph.node('Gemm', [input, ...parameters], `${name}.u`, [integerAttribute('transB', 1)]);
  return activated(graph, layer, name, u);
}

function activated(graph: Graph, { activation, alpha }: ModelLayer, name: string, u: string): string {
  const output = `${name}.output`;
  const slope = [floatAttribute('alpha', alpha)];
  switch (activation) {
    case 'identity':
      return u;
    case 'step': {
      const zero = graph.constant(`${name}.zero`, [0]);
      const reached = graph.node('GreaterOrEqual', [u, zero], `${name}.reached`);
      return graph.node('Cast', [reached], output, [integerAttribute('to', FLOAT)]);
    }
    case 'sigmoid':
      return graph.node('Sigmoid', [u], output);
    case 'tanh':
      return graph.node('Tanh', [u], output);
    case 'relu':
      return graph.node('Relu', [u], output);
    case 'leaky-relu':
      return graph.node('LeakyRelu', [u], output, slope);
    case 'elu':
      return graph.node('Elu', [u], output, slope);
    case 'gelu': {
      // u/2 · (1 + erf(u/√2))
      const scaled = graph.node('Mul', [u, graph.constant(`${name}.√½`, [Math.SQRT1_2])], `${name}.scaled`);
      const one = graph.constant(`${name}.one`, [1]);
      const bell = graph.node('Add', [graph.node('Erf', [scaled], `${name}.erf`), one], `${name}.bell`);
      const half = graph.node('Mul', [u, graph.constant(`${name}.½`, [0.5])], `${name}.half`);
      return graph.node('Mul', [half, bell], output);
    }
    case 'silu':
      return graph.node('Mul', [u, graph.node('Sigmoid', [u], `${name}.gate`)], output);
    case 'softplus':
      return graph.node('Softplus', [u], output);
    case 'softmax':
      return graph.node('Softmax', [u], output, [integerAttribute('axis', 1)]);
  }
  return activation satisfies never;
}

/** A value with any number of rows. */
function matrix(name: string, columns: number): Field[] {
  const rows = message(1, [text(2, 'rows')]);
  const shape = message(2, [rows, message(1, [integer(1, columns)])]);
  return [text(1, name), message(2, [message(1, [integer(1, FLOAT), shape])])];
}
