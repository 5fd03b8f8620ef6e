import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { Icon } from './icons.ts';
import { icon } from './icons.ts';

/**
 * All that is used of @vscode/webview-ui-toolkit, which is no longer developed: replacing it means
 * replacing this file.
 */

/** Call it while the entry script runs: the toolkit copies the theme's values when the page has loaded. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

interface ButtonOptions {
  readonly primary?: boolean;
  readonly icon?: Icon;
  readonly title?: string;
  onClick(): void;
}

export function button(label: string, options: ButtonOptions): HTMLElement {
  const control = document.createElement('vscode-button');
  if (options.title !== undefined) control.title = options.title;
  control.setAttribute('appearance', options.primary === true ? 'primary' : 'secondary');
  if (options.icon !== undefined) {
    const picture = icon(options.icon);
    picture.setAttribute('slot', 'start');
    control.append(picture);
  }
  control.append(label);
  control.addEventListener('click', () => options.onClick());
  return control;
}

export function setEnabled(control: HTMLElement, enabled: boolean): void {
  if (control.hasAttribute('disabled') === enabled) control.toggleAttribute('disabled', !enabled);
}

export function checkbox(label: string, checked: boolean, onChange: (checked: boolean) => void): HTMLElement {
  const control = document.createElement('vscode-checkbox');
  control.toggleAttribute('checked', checked);
  control.append(label);
  control.addEventListener('change', () => onChange('checked' in control && control.checked === true));
  return control;
}

/** Beside words that say what goes on: the toolkit would have it interrupt a screen reader with “Loading”. */
export function progressRing(): HTMLElement {
  const ring = document.createElement('vscode-progress-ring');
  ring.setAttribute('aria-hidden', 'true');
  return ring;
}

/** A control beside its label, which is the control's name too and therefore read out once only. */
function labelled(label: string, control: HTMLElement): HTMLElement {
  control.setAttribute('aria-label', label);
  const caption = document.createElement('span');
  caption.append(label);
  caption.setAttribute('aria-hidden', 'true');
  const node = document.createElement('div');
  node.className = 'field';
  node.append(caption, control);
  return node;
}

/**
 * A line of text beside its label. What is shown gives way to what is being typed.
 * @param onChange returns what is to stand there instead of what was typed
 */
export function textField(
  label: string,
  { size, onChange }: { readonly size: number; onChange(text: string): string },
): { readonly node: HTMLElement; setEnabled(enabled: boolean): void; show(text: string): void } {
  const control = document.createElement('vscode-text-field');
  control.setAttribute('size', String(size));
  const node = labelled(label, control);
  // The toolkit names it after its content, else “Text field”; the style sheet hides that second caption.
  control.textContent = label;
  control.addEventListener('change', () => {
    if ('value' in control) control.value = onChange(String(control.value));
  });
  return {
    node,
    setEnabled: (enabled) => setEnabled(control, enabled),
    show(text) {
      if (document.activeElement !== control && 'value' in control) control.value = text;
    },
  };
}

export interface Dropdown {
  readonly node: HTMLElement;
  show(options: readonly string[], chosen: number): void;
}

/** A list of texts, one of which is chosen, beside its label. Open, it is left as it is. */
export function dropdown(label: string, onChoice: (index: number) => void): Dropdown {
  const control = document.createElement('vscode-dropdown');
  const node = labelled(label, control);
  control.addEventListener('change', () => {
    if ('selectedIndex' in control) onChoice(Number(control.selectedIndex));
  });
  let shown = '';
  return {
    node,
    show(options, chosen) {
      if (control.hasAttribute('open')) return;
      const key = JSON.stringify(options);
      if (key !== shown) {
        shown = key;
        control.replaceChildren(
          ...options.map((text, index) => {
            const option = document.createElement('vscode-option');
            option.textContent = text;
            // The list takes its options in later; what is chosen then is what they say.
            option.toggleAttribute('selected', index === chosen);
            return option;
          }),
        );
      } else if ('selectedIndex' in control && control.selectedIndex !== chosen) control.selectedIndex = chosen;
    },
  };
}
