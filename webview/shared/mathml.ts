/** Formulas in MathML, which Chromium draws itself. */

export type Formula = MathMLElement | string;

const namespace = 'http://www.w3.org/1998/Math/MathML';

function node(tag: string, ...children: readonly (Node | string)[]): MathMLElement {
  const made = document.createElementNS(namespace, tag);
  made.append(...children);
  return made;
}

/** A text is an operator, a number or a name, as it looks. */
function part(formula: Formula): MathMLElement {
  if (typeof formula !== 'string') return formula;
  if (/^−?[\d.∞—]/u.test(formula)) return node('mn', formula);
  return /^\p{L}/u.test(formula) ? node('mi', formula) : node('mo', formula);
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

/** ∂E/∂w. */
export function partial(variable: Formula): MathMLElement {
  return fraction(row('∂', 'E'), row('∂', variable));
}

export function math(...parts: readonly Formula[]): MathMLElement {
  const made = node('math', row(...parts));
  made.setAttribute('displaystyle', 'true');
  return made;
}
