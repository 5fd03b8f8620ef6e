export const commands = ['validate', 'train', 'check', 'predict', 'export'] as const;
export type Command = (typeof commands)[number];

export const generalHelp = `Usage: nn-lab COMMAND FILE [options]

Small neural networks from .nn.json files.

Commands:
  validate FILE   Report what is wrong with a network or its data
  train FILE      Train it
  check FILE      Compare backpropagation with numerical differentiation
  predict FILE    Outputs and classes of a trained network
  export FILE     The network for PyTorch, ONNX, TensorFlow.js or a README

Options:
  --json          Machine-readable standard output
  --help          This text, or that of a command

Exit codes: 0 done; 1 the check failed or the training diverged; 2 bad input
or usage; 130 interrupted.
`;

export const commandHelp: Readonly<Record<Command, string>> = {
  validate: `Usage: nn-lab validate FILE [--json]

Reports problems on standard error, as file:line:column: error: message.

Options:
  --json          All problems as one JSON array on standard output
`,
  train: `Usage: nn-lab train FILE [options]

Trains the network. Ctrl-C stops it; what is there is saved, if --save says so.

Options:
  --epochs N      Instead of the file's own number of epochs
  --weights FILE  Start from the weights of a .safetensors file
  --save FILE     Save the weights as .safetensors; of a sweep, the best run's
  --threads N     Number of threads, or "auto"; the result does not depend on it
  --follow        With "method": "online": go on with the rows that are appended
                  to the data file, until Ctrl-C
  --find-rate     Don't train, but look for a learning rate
  --json          One JSON object a line: start, every epoch, end
`,
  check: `Usage: nn-lab check FILE [options]

Checks backpropagation against numerical differentiation, in float64.

Options:
  --weights FILE  Check at the weights of a .safetensors file
  --gradients     Also print the gradients (with --json)
  --json          One JSON object
`,
  predict: `Usage: nn-lab predict FILE --weights FILE (--input '[…]' | --data FILE) [--json]

Outputs, and classes where the network tells classes apart.

Options:
  --weights FILE  The trained network, as train --save wrote it
  --input JSON    One row of inputs as an array, or an array of rows
  --data FILE     A data file of any kind with the network's inputs
  --json          One JSON object
`,
  export: `Usage: nn-lab export FILE --to FORMAT --output OUT [options]

The network with its starting weights, or with those of a file.

Formats:
  pytorch         A Python script that goes on with the training, on a GPU or on
                  several machines; long weights and rows lie beside it
  onnx            An ONNX model; the normalisation of the inputs is part of it
  tfjs            A TensorFlow.js layers model, its weights beside it; likewise
  safetensors     The weights
  mermaid         A diagram for a README; for OUT.md in a fence

Options:
  --output OUT    The file to write; others lie beside it under its name
  --weights FILE  The trained network, as train --save wrote it
  --json          The files written, as one JSON object
`,
};
