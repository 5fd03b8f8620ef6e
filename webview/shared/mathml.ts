/** Formulas in MathML, which Chromium draws itself. */

export type Formula = MathMLElement | string;

const namespace = 'http://www.w3.org/1998/Math/MathML';

function node(tag: string, ...children: readonly (Node | string)[]): MathMLElement {
  const made = document.createElementNS(namespace, tag);
  made.append(...children);
  return made;
}

/** A text is an operator, a number or a name, as it looks. A node is copied, so that a formula may have it twice. */
function part(formula: Formula): MathMLElement {
  if (typeof formula !== 'string') return document.importNode(formula, true);
  if (/^−?[\d.∞—]/u.test(formula)) return node('mn', formula);
  if (/^\p{L}/u.test(formula)) return node('mi', formula);
  const operator = node('mo', formula);
  // As high as a digit: nothing high stands in brackets here, and an index would make them grow.
  if (/^[()[\]|]$/u.test(formula)) operator.setAttribute('stretchy', 'false');
  return operator;
}

export function row(...parts: readonly Formula[]): MathMLElement {
  return node('mrow', ...parts.map(part));
}

export function sub(base: Formula, index: Formula): MathMLElement {
  return node('msub', part(base), part(index));
}

export function power(base: Formula, exponent: Formula): MathMLElement {
  return node('msup', part(base), part(exponent));
}

export function fraction(above: Formula, below: Formula): MathMLElement {
  return node('mfrac', part(above), part(below));
}

/** Σ with the letter that it runs over. */
export function sumOver(index: string): MathMLElement {
  return node('munder', node('mo', '∑'), part(index));
}

/** log x, with a space on either side of the name, which MathML Core leaves out between two names. */
export function logarithm(of: Formula): MathMLElement {
  const space = node('mspace');
  space.setAttribute('width', '0.17em');
  return row(space, 'log', space, of);
}

/** ∂E/∂w. */
export function partial(variable: Formula): MathMLElement {
  return fraction(row('∂', 'E'), row('∂', variable));
}

export function math(...parts: readonly Formula[]): MathMLElement {
  const made = node('math', row(...parts));
  made.setAttribute('displaystyle', 'true');
  return made;
}

/**
 * A formula that may take several lines: each piece but the first begins with the operator before it. Chromium does
 * not break lines within one `math`, so each piece is one of its own.
 */
export function pieces(...formulas: readonly (readonly Formula[])[]): HTMLElement {
  const made = document.createElement('span');
  made.className = 'pieces';
  for (const [index, formula] of formulas.entries()) {
    const piece = math(...formula);
    // An operator that begins a row would be taken for a sign, and set without space.
    if (index > 0) piece.querySelector('mo')?.setAttribute('form', 'infix');
    made.append(piece);
  }
  return made;
}
