import type { Spec } from '../../spec/spec.ts';
import type { ModelLayer } from '../model.ts';
import { pythonProse } from './python.ts';

/** Losses that are computed from the output layer's u, which the function before it would round. */
const fromLogits = (loss: Spec['loss']): boolean => loss === 'binary-cross-entropy' || loss === 'cross-entropy';

/** `class Network` and, for a step, the function that PyTorch has none of. */
export function networkSource(layers: readonly ModelLayer[], { loss }: Spec): string {
  const logits = fromLogits(loss);
  const linear = layers.map(({ inputs, units, biases, name }) => {
    const bias = biases ? '' : ', bias=False';
    return `                nn.Linear(${inputs}, ${units}${bias}, dtype=DTYPE),  # ${pythonProse(name)}`;
  });
  const frozen = layers.flatMap(({ frozen }, index) =>
    frozen ? [`        self.layers[${index}].requires_grad_(False)  # frozen`] : [],
  );
  const forward = layers.flatMap((layer, index) => {
    const u = `self.layers[${index}](x)`;
    const isOutput = index === layers.length - 1;
    return [
      `        x = ${logits && isOutput ? u : activated(layer, u)}`,
      ...(layer.dropout > 0 && !isOutput ? [`        x = functional.dropout(x, ${layer.dropout}, self.training)`] : []),
    ];
  });
  const returned = logits ? 'The output layer’s u = Wx + b: the loss applies the activation itself.' : 'The outputs.';
  return [
    ...(layers.some(({ activation }) => activation === 'step') ? [step, '', ''] : []),
    'class Network(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.layers = nn.ModuleList(',
    '            [',
    ...linear,
    '            ]',
    '        )',
    ...frozen,
    '',
    '    def forward(self, x):',
    `        """${returned}"""`,
    ...forward,
    '        return x',
  ].join('\n');
}

const step = `class Step(torch.autograd.Function):
    """0 below 0, else 1; no gradient flows through it."""

    @staticmethod
    def forward(context, u):
        return (u >= 0).to(u.dtype)

    @staticmethod
    def backward(context, gradient):
        return torch.zeros_like(gradient)`;

function activated({ activation, alpha }: ModelLayer, u: string): string {
  switch (activation) {
    case 'identity':
      return u;
    case 'step':
      return `Step.apply(${u})`;
    case 'sigmoid':
    case 'tanh':
    case 'relu':
      return `torch.${activation}(${u})`;
    case 'leaky-relu':
      return `functional.leaky_relu(${u}, ${alpha})`;
    case 'elu':
      return `functional.elu(${u}, ${alpha})`;
    case 'gelu':
    case 'silu':
      return `functional.${activation}(${u})`;
    case 'softplus':
      // Beyond its threshold, 20 unless told otherwise, PyTorch leaves out e^-u, which is 2e-9 there.
      return `functional.softplus(${u}, threshold=40)`;
    case 'softmax':
      return `torch.softmax(${u}, dim=1)`;
  }
  return activation satisfies never;
}

/** `losses(y, d)`: the loss of each row, of what the network returns and the targets. */
export function lossSource({ loss }: Spec): string {
  return [
    'def losses(y, d):',
    `    """The loss of every row: ${loss} of what the network returns and the targets, each rows × outputs."""`,
    `    return ${lossExpression(loss)}`,
  ].join('\n');
}

function lossExpression(loss: Spec['loss']): string {
  switch (loss) {
    case 'mean-squared-error':
      return '((y - d) ** 2).mean(dim=1)';
    case 'half-squared-error':
      return '((y - d) ** 2).sum(dim=1) / 2';
    case 'mean-absolute-error':
      return '(y - d).abs().mean(dim=1)';
    case 'huber':
      return 'functional.huber_loss(y, d, reduction="none").mean(dim=1)';
    case 'binary-cross-entropy':
      return 'functional.binary_cross_entropy_with_logits(y, d, reduction="none").mean(dim=1)';
    case 'cross-entropy':
      return '-(d * torch.log_softmax(y, dim=1)).sum(dim=1)';
  }
  return loss satisfies never;
}
