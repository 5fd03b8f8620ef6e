/**
 * Of the measured libraries, what the peers use: `npm run check` does without their packages,
 * and two of them have no types.
 */

declare module '@tensorflow/tfjs-backend-wasm';

declare module '@tensorflow/tfjs' {
  interface Tensor {
    transpose(): Tensor;
    dataSync(): Float32Array;
  }
  interface Optimizer {
    minimize(loss: () => Tensor, returnCost: boolean): Tensor | null;
  }
  const tf: {
    version_core: string;
    setBackend(name: string): Promise<boolean>;
    ready(): Promise<void>;
    tensor1d(values: Float32Array): Tensor;
    tensor2d(values: Float32Array | number[][], shape?: [number, number]): Tensor;
    variable(initial: Tensor): Tensor;
    tidy<T>(work: () => T): T;
    gather(from: Tensor, indices: Int32Array): Tensor;
    matMul(a: Tensor, b: Tensor): Tensor;
    add(a: Tensor, b: Tensor): Tensor;
    tanh(x: Tensor): Tensor;
    relu(x: Tensor): Tensor;
    train: { sgd(learningRate: number): Optimizer };
    losses: Record<'sigmoidCrossEntropy' | 'softmaxCrossEntropy', (targets: Tensor, logits: Tensor) => Tensor>;
  };
  export default tf;
}

declare module 'convnetjs' {
  interface Vol {
    w: Float64Array;
  }
  interface Net {
    layers: { layer_type: string; filters: Vol[]; biases: Vol }[];
    makeLayers(definitions: object[]): void;
  }
  const convnetjs: {
    Vol: new (width: number, height: number, depth: number, value: number) => Vol;
    Net: new () => Net;
    Trainer: new (net: Net, options: object) => { train(x: Vol, y: number | number[]): { loss: number } };
  };
  export default convnetjs;
}

declare module 'synaptic' {
  type Squash = (x: number) => number;
  interface Neuron {
    connections: { inputs: Record<string, { weight: number }> };
  }
  interface Layer {
    list: Neuron[];
    project(to: Layer): void;
    set(options: { squash: Squash; bias: number }): void;
  }
  const synaptic: {
    Neuron: { squash: Record<'TANH' | 'RELU' | 'LOGISTIC', Squash> };
    Layer: new (units: number) => Layer;
    Network: new (layers: { input: Layer | undefined; hidden: Layer[]; output: Layer | undefined }) => {
      activate(inputs: number[]): number[];
      propagate(rate: number, target: number[]): void;
    };
  };
  export default synaptic;
}

declare module 'ml-matrix' {
  export class Matrix {
    constructor(rows: number[][]);
    static from1DArray(rows: number, columns: number, values: Float32Array): Matrix;
    static rowVector(values: Float32Array | number[]): Matrix;
    readonly rows: number;
    readonly columns: number;
    get(row: number, column: number): number;
    set(row: number, column: number, value: number): this;
    clone(): Matrix;
    transpose(): Matrix;
    subMatrixRow(rows: number[]): Matrix;
    mmul(other: Matrix): Matrix;
    mul(by: Matrix | number): this;
    sub(other: Matrix): this;
    addRowVector(row: Matrix): this;
    mulRow(row: number, by: number): this;
    maxRow(row: number): number;
    sum(by: 'column'): number[];
  }
}
