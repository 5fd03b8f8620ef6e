import * as vscode from 'vscode';

export interface Template {
  readonly label: string;
  readonly description: string;
  readonly text: string;
}

/** What a new network can start from. */
export function templates(): Template[] {
  return [
    {
      label: vscode.l10n.t('XOR'),
      description: vscode.l10n.t('four samples in the file, 2 → 8 → 1'),
      text: `{
  "name": "XOR",
  "data": {
    "samples": [
      { "input": [0, 0], "target": 0 },
      { "input": [0, 1], "target": 1 },
      { "input": [1, 0], "target": 1 },
      { "input": [1, 1], "target": 0 }
    ]
  },
  "layers": [
    { "units": 8, "activation": "tanh" },
    { "units": 1, "activation": "sigmoid" }
  ],
  "training": { "method": "batch", "epochs": 500, "learningRate": 0.5, "seed": 1 }
}
`,
    },
    {
      label: vscode.l10n.t('Classes from a CSV file'),
      description: vscode.l10n.t('the last column is the class'),
      text: `{
  "name": "My classes",
  "data": {
    "file": "data.csv", // relative to this file; its first line names the columns
    "normalize": "standard",
    "validation": 0.2
  },
  "layers": [
    { "units": 16, "activation": "relu" },
    { "units": 3, "activation": "softmax" } // a unit a class
  ],
  "training": { "epochs": 100, "learningRate": 0.05 }
}
`,
    },
    {
      label: vscode.l10n.t('A number from a CSV file'),
      description: vscode.l10n.t('regression; the last column is the number'),
      text: `{
  "name": "My regression",
  "data": {
    "file": "data.csv", // relative to this file; its first line names the columns
    "normalize": "standard",
    "validation": 0.2
  },
  "layers": [
    { "units": 16, "activation": "tanh" },
    { "units": 1 }
  ],
  "training": { "epochs": 200, "learningRate": 0.01 }
}
`,
    },
    {
      label: vscode.l10n.t('Spiral'),
      description: vscode.l10n.t('generated data, three classes in the plane'),
      text: `{
  "name": "Spiral",
  "data": {
    "generator": "spiral",
    "classes": 3,
    "samples": 300,
    "noise": 0.1,
    "seed": 1,
    "validation": 0.2
  },
  "layers": [
    { "units": 32, "activation": "tanh" },
    { "units": 3, "activation": "softmax" }
  ],
  "training": { "epochs": 500, "learningRate": 0.1, "seed": 1 }
}
`,
    },
  ];
}
