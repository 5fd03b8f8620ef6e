import { findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser';
import * as vscode from 'vscode';
import { activationFacts, type ActivationFacts } from '../../assist/activations.ts';
import { curvePicture, type CurveColours } from '../../assist/curve.ts';
import { schemasAt } from '../../assist/schema.ts';
import { allowedValues } from '../../assist/values.ts';
import { activations } from '../../spec/spec.ts';
import type { Path } from '../../spec/problem.ts';
import type { JsonObject } from '../../spec/shape.ts';
import { base64Of } from '../base64.ts';
import { editorRange } from '../diagnostic.ts';
import type { Documents } from '../documents.ts';
import type { LayerHover } from './layerHover.ts';

/** Of a key what it means, of an activation its curve, of a layer its shape and last weights. */
export class SpecHover implements vscode.HoverProvider {
  constructor(
    private readonly documents: Documents,
    private readonly layers: LayerHover,
  ) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const tree = this.documents.tree(document);
    const node = tree && findNodeAtOffset(tree, document.offsetAt(position));
    if (!node) return undefined;
    const path = getNodePath(isKey(node) ? (node.parent?.children?.[1] ?? node) : node);
    const activation = this.activation(node, path);
    const parts =
      activation.length > 0 ? activation : [...this.layer(document, node, path), ...this.key(document, path)];
    if (parts.length === 0) return undefined;
    return new vscode.Hover(parts, editorRange(document, markedRange(node)));
  }

  private activation(node: Node, path: Path): vscode.MarkdownString[] {
    if (path.at(-1) !== 'activation' || isKey(node)) return [];
    const name = activations.find((one) => one === node.value);
    return name === undefined ? [] : [activationHover(name, activationFacts[name])];
  }

  private layer(document: vscode.TextDocument, node: Node, path: Path): vscode.MarkdownString[] {
    const [top, index, key] = path;
    if (top !== 'layers' || typeof index !== 'number') return [];
    if (key !== undefined && key !== 'units' && key !== 'name') return [];
    return key === undefined && node.type !== 'object' ? [] : this.layers.of(document, index);
  }

  private key(document: vscode.TextDocument, path: Path): vscode.MarkdownString[] {
    if (typeof path.at(-1) !== 'string') return [];
    const schemas = schemasAt(path, (at) => this.documents.valueAt(document, at));
    const [schema] = schemas.filter(({ description }) => typeof description === 'string');
    return schema ? [keyHover(String(path.at(-1)), schema)] : [];
  }
}

function isKey(node: Node): boolean {
  return node.parent?.type === 'property' && node.parent.children?.[0] === node;
}

/** Of an object its brace only: what it holds has hovers of its own. */
function markedRange({ type, offset, length }: Node): { offset: number; length: number } {
  return { offset, length: type === 'object' || type === 'array' ? 1 : length };
}

function keyHover(key: string, schema: JsonObject): vscode.MarkdownString {
  const facts = [
    ...(allowedValues(schema) === '' ? [] : [code(allowedValues(schema))]),
    ...(schema['default'] === undefined ? [] : [vscode.l10n.t('default {0}', code(JSON.stringify(schema['default'])))]),
  ];
  const head = [`**${key}**`, ...facts].join(' · ');
  return new vscode.MarkdownString(`${head}\n\n${vscode.l10n.t(String(schema['description']))}`);
}

function activationHover(name: string, { formula, derivative, curve }: ActivationFacts): vscode.MarkdownString {
  const text = new vscode.MarkdownString(`**${name}** · ${code(formula)} · ${code(derivative)}`);
  if (curve) {
    const picture = base64Of(curvePicture(curve, colours()));
    const alt = vscode.l10n.t('Curve of {0} and of its derivative', name);
    text.appendMarkdown(`\n\n![${alt}](data:image/svg+xml;base64,${picture}|width=240,height=150)`);
  }
  return text;
}

/** A picture does not see the theme's own colours; these are its charts' in each kind of theme. */
function colours(): CurveColours {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
      return { text: '#3b3b3b', value: '#1a6fb5', slope: '#a8480b' };
    case vscode.ColorThemeKind.HighContrastLight:
      return { text: '#000000', value: '#0f4a85', slope: '#8a3300' };
    case vscode.ColorThemeKind.HighContrast:
      return { text: '#ffffff', value: '#6fc3ff', slope: '#ffb454' };
    case vscode.ColorThemeKind.Dark:
      return { text: '#cccccc', value: '#4fa9e8', slope: '#e0975f' };
  }
}

function code(text: string): string {
  return `\`${text}\``;
}
