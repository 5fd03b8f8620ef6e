/**
 * How numbers look everywhere in the webviews. ASCII on purpose (`-`, `e-9`): the same digits as on
 * the command line, and they can be copied into a file.
 */

const missing = '—';
const counting = new Intl.NumberFormat('en-US');

/** Four significant digits, trailing zeros kept so that a live value does not change its width. */
export function decimal(value: number | undefined | null, digits = 4): string {
  if (value === undefined || value === null || Number.isNaN(value)) return missing;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (value === 0) return '0';
  return Math.abs(value) < 1e-3 ? scientific(value, digits) : value.toPrecision(digits).replace('e+', 'e');
}

/** With an exponent, by which errors are compared: 3.2e-9. */
export function scientific(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return decimal(value);
  return value === 0 ? '0' : value.toExponential(digits - 1).replace('e+', 'e');
}

/** 100,480 */
export function count(value: number): string {
  return counting.format(value);
}

/** 97.3 % */
export function percent(share: number | undefined): string {
  return share === undefined || !Number.isFinite(share) ? missing : `${(100 * share).toFixed(1)}\u00a0%`;
}

/** 2026-03-01 14:05, in the time of the place. */
export function moment(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** 340 ms, 1.24 s, 2 min 5 s, 28 h 12 min */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return missing;
  if (seconds < 1e-3) return `${(seconds * 1e6).toFixed(0)}\u00a0µs`;
  if (seconds < 1e-2) return `${(seconds * 1e3).toFixed(1)}\u00a0ms`;
  if (seconds < 1) return `${(seconds * 1e3).toFixed(0)}\u00a0ms`;
  if (seconds < 60) return `${seconds.toPrecision(3)}\u00a0s`;
  const whole = Math.round(seconds);
  if (whole >= 3600) return `${count(Math.floor(whole / 3600))}\u00a0h ${Math.floor((whole % 3600) / 60)}\u00a0min`;
  return `${Math.floor(whole / 60)}\u00a0min ${whole % 60}\u00a0s`;
}
