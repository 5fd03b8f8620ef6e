import { element } from './dom.ts';

export interface Section {
  readonly node: HTMLDetailsElement;
  /** To the right of the heading line: legend, options. */
  readonly aside: HTMLElement;
  readonly body: HTMLElement;
}

/** A collapsible part of the page with a heading. */
export function section(id: string, title: string, open: boolean, onToggle: (open: boolean) => void): Section {
  const body = element('div', { class: 'section-body' });
  const aside = element('div', { class: 'section-aside' });
  const heading = element('summary', {}, element('h2', {}, title));
  const node = element('details', { class: `section section-${id}` }, heading, aside, body);
  node.open = open;
  node.addEventListener('toggle', () => onToggle(node.open));
  return { node, aside, body };
}

/** The text twin of a picture: closed at first, filled when it is opened. */
export function twin(title: string, fill: () => Node): { node: HTMLDetailsElement; refresh: () => void } {
  const content = element('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': title });
  const node = element('details', { class: 'twin' }, element('summary', {}, title), content);
  const refresh = (): void => {
    if (node.open) content.replaceChildren(fill());
  };
  node.addEventListener('toggle', refresh);
  return { node, refresh };
}

/** A table whose first column and first row are headings; the columns after the first are numbers. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLTableElement {
  return element(
    'table',
    {},
    element('caption', { class: 'visually-hidden' }, caption),
    element('thead', {}, element('tr', {}, ...head.map((text) => element('th', { scope: 'col' }, text)))),
    element(
      'tbody',
      {},
      ...rows.map(([first = '', ...rest]) =>
        element('tr', {}, element('th', { scope: 'row' }, first), ...rest.map((text) => element('td', {}, text))),
      ),
    ),
  );
}
