/** Of two controls in one place, the one to be seen; the keyboard's focus stays there. */
export function swapTo(shown: HTMLElement, away: HTMLElement): void {
  const focused = document.activeElement === away;
  shown.classList.remove('away');
  away.classList.add('away');
  if (focused) shown.focus();
}
