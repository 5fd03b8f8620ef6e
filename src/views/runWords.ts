import * as vscode from 'vscode';
import { epochsText, figure } from '../editor/say.ts';
import type { RunSummary } from '../runs/record.ts';
import { differences } from '../runs/settings.ts';

type Outcome = RunSummary['outcome'] | 'training';

/** The icon of an outcome, in the colours that VS Code has for those of tests and problems. */
export function outcomeIcon(outcome: Outcome): vscode.ThemeIcon {
  const coloured = (id: string, colour: string) => new vscode.ThemeIcon(id, new vscode.ThemeColor(colour));
  switch (outcome) {
    case 'training':
      return new vscode.ThemeIcon('sync~spin');
    case 'completed':
      return coloured('pass', 'testing.iconPassed');
    case 'early-stopped':
      return coloured('target', 'testing.iconPassed');
    case 'stopped':
      return new vscode.ThemeIcon('stop-circle');
    case 'diverged':
      return coloured('warning', 'list.warningForeground');
    case 'failed':
      return coloured('error', 'list.errorForeground');
  }
}

export function outcomeName(outcome: Outcome): string {
  switch (outcome) {
    case 'training':
      return vscode.l10n.t('training');
    case 'completed':
      return vscode.l10n.t('completed');
    case 'early-stopped':
      return vscode.l10n.t('stopped early');
    case 'stopped':
      return vscode.l10n.t('stopped');
    case 'diverged':
      return vscode.l10n.t('diverged');
    case 'failed':
      return vscode.l10n.t('ended by an error');
  }
}

/** When it began: of today the time, otherwise the day too. */
export function startText(startedAt: number, now: Date): string {
  const start = new Date(startedAt);
  const today = start.toDateString() === now.toDateString();
  return start.toLocaleString(vscode.env.language, {
    ...(!today && { dateStyle: 'short' }),
    timeStyle: 'medium',
  });
}

/** The figures that count and the epochs, then what differs from the file's run before it. */
export function resultText(run: RunSummary, before: RunSummary | undefined): string {
  const { epochs, loss, validationLoss, metric } = run;
  const figures = [
    validationLoss === null
      ? vscode.l10n.t('loss {0}', figure(loss))
      : vscode.l10n.t('validation loss {0}', figure(validationLoss)),
    ...(metric ? [metricText(metric.name, metric.validation ?? metric.training)] : []),
    isOnline(run) ? blocksText(epochs) : epochsText(epochs),
  ];
  const changed = before ? differences(run.settings, before.settings) : '';
  return [...figures, ...(changed === '' ? [] : [changed])].join(' · ');
}

function blocksText(blocks: number): string {
  return blocks === 1 ? vscode.l10n.t('1 block') : vscode.l10n.t('{0} blocks', blocks);
}

/** All that is known of it, a line each. */
export function runTooltip(run: RunSummary, outcome: Outcome): string {
  const { loss, validationLoss, metric, settings } = run;
  const lines = [
    `${startText(run.startedAt, new Date(0))} · ${outcomeName(outcome)}`,
    vscode.l10n.t('loss {0}', figure(loss)),
    ...(validationLoss === null ? [] : [vscode.l10n.t('validation loss {0}', figure(validationLoss))]),
    ...(metric ? [metricText(metric.name, metric.training)] : []),
    ...(metric && metric.validation !== null
      ? [vscode.l10n.t('validation {0}', metricText(metric.name, metric.validation))]
      : []),
    '',
    ...settings.map(({ name, value }) => `${name}: ${value}`),
  ];
  return lines.join('\n');
}

function isOnline({ settings }: RunSummary): boolean {
  return settings.some(({ name, value }) => name === 'method' && value === 'online');
}

function metricText(name: string, value: number): string {
  if (name === 'accuracy') return vscode.l10n.t('accuracy {0}', `${(100 * value).toFixed(1)} %`);
  return `${name === 'r2' ? 'R²' : name.toUpperCase()} ${figure(value)}`;
}
