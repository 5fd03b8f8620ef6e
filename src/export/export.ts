import { mermaidText } from './mermaid.ts';
import { textBytes, type ExportedFile, type Model } from './model.ts';
import { onnxModel } from './onnx.ts';
import { writeSafetensors } from './safetensors.ts';
import { tfjsModel } from './tfjs.ts';
import { weightsFile } from './weights.ts';

export const exportFormats = ['pytorch', 'onnx', 'tfjs', 'safetensors', 'mermaid'] as const;
export type ExportFormat = (typeof exportFormats)[number];
/** Those that take nothing but the network: a PyTorch script also takes its data. */
export type ModelFormat = Exclude<ExportFormat, 'pytorch'>;

/** The files of an export, the one called `name` first. */
export function exportedModel(format: ModelFormat, model: Model, name: string): ExportedFile[] {
  switch (format) {
    case 'onnx':
      return [{ name, bytes: onnxModel(model) }];
    case 'tfjs':
      return tfjsModel(model, name);
    case 'safetensors': {
      const { network, parameters, spec } = model;
      const file = weightsFile(network, parameters, spec.training.precision, model);
      return [{ name, bytes: writeSafetensors(file) }];
    }
    case 'mermaid': {
      const text = mermaidText(model);
      const isMarkdown = /\.(?:md|markdown)$/i.test(name);
      return [{ name, bytes: textBytes(isMarkdown ? `\`\`\`mermaid\n${text}\`\`\`\n` : text) }];
    }
  }
  return format satisfies never;
}
