import type { Activation } from '../spec/spec.ts';

/** An activation as a hover shows it. The engine has its own, exact one: this is for pictures. */
export interface ActivationFacts {
  /** Of u; in Unicode, since an editor's hover has no mathematics. */
  readonly formula: string;
  readonly derivative: string;
  /** Undefined where a unit's output depends on the others' too. */
  readonly curve?: { readonly value: (u: number) => number; readonly slope: (u: number) => number };
}

/** Φ by the logistic function, which is off by 2e-4 at most (Page, Applied Statistics 26, 1977): no pixel. */
const normalShare = (u: number) => sigmoid(Math.sqrt(8 / Math.PI) * (u + 0.044715 * u * u * u));
const normalDensity = (u: number) =>
  normalShare(u) * (1 - normalShare(u)) * Math.sqrt(8 / Math.PI) * (1 + 3 * 0.044715 * u * u);

const sigmoid = (u: number) => 1 / (1 + Math.exp(-u));

export const activationFacts: Readonly<Record<Activation, ActivationFacts>> = {
  identity: { formula: 'f(u) = u', derivative: 'f′(u) = 1', curve: { value: (u) => u, slope: () => 1 } },
  step: {
    formula: 'f(u) = 1 if u ≥ 0, else 0',
    derivative: 'f′(u) = 0',
    curve: { value: (u) => (u < 0 ? 0 : 1), slope: () => 0 },
  },
  sigmoid: {
    formula: 'f(u) = 1 / (1 + e⁻ᵘ)',
    derivative: 'f′(u) = f(u) (1 − f(u))',
    curve: { value: sigmoid, slope: (u) => sigmoid(u) * (1 - sigmoid(u)) },
  },
  tanh: {
    formula: 'f(u) = (eᵘ − e⁻ᵘ) / (eᵘ + e⁻ᵘ)',
    derivative: 'f′(u) = 1 − f(u)²',
    curve: { value: Math.tanh, slope: (u) => 1 - Math.tanh(u) ** 2 },
  },
  relu: {
    formula: 'f(u) = max(0, u)',
    derivative: 'f′(u) = 1 if u > 0, else 0',
    curve: { value: (u) => Math.max(0, u), slope: (u) => (u > 0 ? 1 : 0) },
  },
  'leaky-relu': {
    formula: 'f(u) = u if u > 0, else 0.01 u',
    derivative: 'f′(u) = 1 if u > 0, else 0.01',
    curve: { value: (u) => Math.max(0.01 * u, u), slope: (u) => (u > 0 ? 1 : 0.01) },
  },
  elu: {
    formula: 'f(u) = u if u > 0, else α (eᵘ − 1) with α = 1',
    derivative: 'f′(u) = 1 if u > 0, else f(u) + α',
    curve: { value: (u) => (u > 0 ? u : Math.expm1(u)), slope: (u) => Math.min(Math.exp(u), 1) },
  },
  gelu: {
    formula: 'f(u) = u Φ(u), Φ being the share of the normal distribution below u',
    derivative: 'f′(u) = Φ(u) + u φ(u), φ = Φ′',
    curve: { value: (u) => u * normalShare(u), slope: (u) => normalShare(u) + u * normalDensity(u) },
  },
  silu: {
    formula: 'f(u) = u / (1 + e⁻ᵘ)',
    derivative: 'f′(u) = s + f(u) (1 − s) with s = 1 / (1 + e⁻ᵘ)',
    curve: {
      value: (u) => u * sigmoid(u),
      slope: (u) => sigmoid(u) + u * sigmoid(u) * (1 - sigmoid(u)),
    },
  },
  softplus: {
    formula: 'f(u) = log(1 + eᵘ)',
    derivative: 'f′(u) = 1 / (1 + e⁻ᵘ)',
    curve: { value: (u) => Math.log1p(Math.exp(u)), slope: sigmoid },
  },
  softmax: { formula: 'f(u)ₖ = eᵘₖ / Σⱼ eᵘⱼ', derivative: '∂fₖ/∂uⱼ = fₖ (δₖⱼ − fⱼ)' },
};
