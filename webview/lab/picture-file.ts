/** What a drawing takes from the page's style sheets. */
const looks = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

/** A picture by itself: looks like that on the page, its background included, without the page's styles. */
export function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) throw new TypeError('The copy of an SVG is none');
  const originals = [...svg.querySelectorAll('*')];
  for (const [index, node] of [...copy.querySelectorAll('*')].entries()) {
    const original = originals[index];
    if (original === undefined) continue;
    const style = getComputedStyle(original);
    for (const name of ['class', 'style', 'role', 'tabindex', 'aria-hidden', 'aria-label']) node.removeAttribute(name);
    for (const name of looks) node.setAttribute(name, style.getPropertyValue(name));
  }
  // What can only be clicked on the page.
  for (const node of copy.querySelectorAll('style, marker, defs, [aria-expanded=false]')) node.remove();
  for (const name of ['class', 'style', 'aria-label', 'role']) copy.removeAttribute(name);
  const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const name of ['width', 'height']) background.setAttribute(name, svg.getAttribute(name) ?? '0');
  background.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(background);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}

/** Pixels of the file for one of the page. */
const density = 2;

/** As the bytes of a PNG, in base64. */
export async function pngOf(svg: SVGSVGElement): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = density * Number(svg.getAttribute('width'));
  canvas.height = density * Number(svg.getAttribute('height'));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const [, content = ''] = canvas.toDataURL('image/png').split(',');
  return content;
}
