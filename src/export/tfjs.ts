import { concatenated } from './protobuf.ts';
import {
  float32Bytes,
  float32Parts,
  modelLayers,
  textBytes,
  type ExportedFile,
  type Model,
  type ModelLayer,
} from './model.ts';
import { metadataOf } from './weights.ts';

/**
 * The network as a layers model for `tf.loadLayersModel`, normalisation included: `name` with the
 * layers, and the weights, float32, in a `.weights.bin` beside it.
 */
export function tfjsModel(model: Model, name: string): ExportedFile[] {
  const layers = [...normalization(model), ...modelLayers(model).flatMap(dense)];
  const weights = layers.flatMap((layer) => layer.weights);
  const binary = `${name.replace(/\.json$/i, '')}.weights.bin`;
  const [first, ...others] = layers.map(({ className, config }) => ({ class_name: className, config }));
  const json = {
    format: 'layers-model',
    generatedBy: 'NN Lab',
    convertedBy: null,
    modelTopology: {
      keras_version: '2.12.0',
      backend: 'tensorflow',
      model_config: {
        class_name: 'Sequential',
        config: {
          name: 'network',
          layers: [
            { ...first, config: { ...first?.config, batch_input_shape: [null, model.network.inputs] } },
            ...others,
          ],
        },
      },
    },
    weightsManifest: [
      {
        paths: [binary],
        weights: weights.map(({ name: weight, shape }) => ({ name: weight, shape, dtype: 'float32' })),
      },
    ],
    userDefinedMetadata: metadataOf(model),
  };
  return [
    { name, bytes: textBytes(`${JSON.stringify(json, null, 2)}\n`) },
    { name: binary, bytes: concatenated(weights.map(({ values }) => float32Bytes(values))) },
  ];
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

interface KerasLayer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly weights: readonly Weight[];
}

/**
 * (x − mean) · gamma + beta. Only a batch normalisation can do that in a layers model; folded into
 * the first layer's weights it would lose the digits of inputs that are large and differ little.
 */
function normalization({ scaler, network: { inputs } }: Model): KerasLayer[] {
  if (!scaler) return [];
  const { offset, remainder } = float32Parts(scaler.offset);
  const name = 'normalization';
  const weight = (of: string, value: (input: number) => number): Weight => {
    return { name: `${name}/${of}`, shape: [inputs], values: offset.map((_, input) => value(input)) };
  };
  return [
    {
      className: 'BatchNormalization',
      config: { name, trainable: false, axis: -1, epsilon: 0, center: true, scale: true },
      weights: [
        weight('gamma', (input) => 1 / (scaler.scale[input] ?? 1)),
        weight('beta', (input) => -(remainder[input] ?? 0) / (scaler.scale[input] ?? 1)),
        weight('moving_mean', (input) => offset[input] ?? 0),
        weight('moving_variance', () => 1),
      ],
    },
  ];
}

function dense(layer: ModelLayer, index: number): KerasLayer[] {
  const { inputs, units, weights, biases, frozen } = layer;
  const name = `layer_${index}`;
  const { activation, after } = activationOf(layer);
  const kernel = { name: `${name}/kernel`, shape: [inputs, units], values: transposed(weights, units, inputs) };
  return [
    {
      className: 'Dense',
      config: { name, trainable: !frozen, units, activation, use_bias: biases !== undefined },
      weights: biases ? [kernel, { name: `${name}/bias`, shape: [units], values: biases }] : [kernel],
    },
    ...after.map(({ className, config }, at): KerasLayer => {
      return { className, config: { name: `${name}_activation_${at}`, ...config }, weights: [] };
    }),
  ];
}

interface ActivationLayers {
  /** Of the dense layer itself. */
  readonly activation: string;
  readonly after: readonly { readonly className: string; readonly config: Readonly<Record<string, unknown>> }[];
}

/**
 * A step is what is left of Keras's hard sigmoid, min(max(0.2 u + 0.5, 0), 1), after its u has been
 * stretched so far that no float32 lies on the slope; moved by 3, 0 itself becomes 1.
 */
const step: ActivationLayers['after'] = [
  { className: 'Rescaling', config: { scale: 3e38, offset: 3 } },
  { className: 'Activation', config: { activation: 'hard_sigmoid' } },
];

function activationOf({ activation, alpha }: ModelLayer): ActivationLayers {
  switch (activation) {
    case 'identity':
      return { activation: 'linear', after: [] };
    case 'step':
      return { activation: 'linear', after: step };
    case 'sigmoid':
    case 'tanh':
    case 'relu':
    case 'gelu':
    case 'softplus':
    case 'softmax':
      return { activation, after: [] };
    case 'silu':
      return { activation: 'swish', after: [] };
    case 'leaky-relu':
      return { activation: 'linear', after: [{ className: 'LeakyReLU', config: { alpha } }] };
    case 'elu':
      // α is always 1 there: what is negative is multiplied afterwards.
      return { activation, after: alpha === 1 ? [] : [{ className: 'LeakyReLU', config: { alpha } }] };
  }
  return activation satisfies never;
}

/** inputs × units, as Keras has its kernels. */
function transposed(weights: Float64Array, units: number, inputs: number): Float64Array {
  return Float64Array.from(weights, (_, at) => weights[(at % units) * inputs + Math.floor(at / units)] ?? 0);
}
