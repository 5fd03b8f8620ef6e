import { button } from '../shared/controls.ts';
import { element } from '../shared/dom.ts';
import { t } from '../shared/l10n.ts';

export interface PictureActions {
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  saveSvg(): void;
  savePng(): void;
  /** To the clipboard. */
  copyMermaid(): void;
}

/** The buttons below the diagram. */
export function pictureTools(actions: PictureActions): HTMLElement {
  return element(
    'div',
    { class: 'picture-tools', role: 'group', 'aria-label': t('Diagram') },
    named('−', t('Zoom out'), actions.zoomOut),
    named('+', t('Zoom in'), actions.zoomIn),
    button(t('Fit'), { onClick: actions.fit }),
    element('span', { class: 'space' }),
    button(t('Save as SVG…'), { onClick: actions.saveSvg }),
    button(t('Save as PNG…'), { onClick: actions.savePng }),
    button(t('Copy as Mermaid'), { onClick: actions.copyMermaid }),
  );
}

function named(sign: string, name: string, onClick: () => void): HTMLElement {
  const control = button(sign, { title: name, onClick });
  control.setAttribute('aria-label', name);
  return control;
}
