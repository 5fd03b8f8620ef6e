import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LensRefresh } from '../../../src/editor/lensRefresh.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** VS Code's own way: it asks a while after the last event, unless the text loses the focus meanwhile. */
function editor(delay: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const asked = vi.fn();
  const refresh = new LensRefresh(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      asked();
      refresh.answered();
    }, delay);
  });
  return { refresh, asked, blur: () => clearTimeout(timer) };
}

test.each([250, 700])('frames without end don’t keep an editor that waits for %d ms from asking', (delay) => {
  const { refresh, asked } = editor(delay);
  for (let time = 0; time < 10_000; time += 33) {
    refresh.want();
    vi.advanceTimersByTime(33);
  }
  expect(asked.mock.calls.length).toBeGreaterThan(5);
});

test('what changed last is asked for, although it came soon after an answer', () => {
  const { refresh, asked } = editor(250);
  refresh.want();
  vi.advanceTimersByTime(260);
  expect(asked).toHaveBeenCalledTimes(1);
  refresh.want();
  vi.advanceTimersByTime(5000);
  expect(asked).toHaveBeenCalledTimes(2);
});

test('a request that was lost with the focus is repeated', () => {
  const { refresh, asked, blur } = editor(250);
  refresh.want();
  blur();
  vi.advanceTimersByTime(5000);
  expect(asked).toHaveBeenCalledTimes(1);
});

test('where no file is shown it is given up, and begun again when something else changes', () => {
  const request = vi.fn();
  const refresh = new LensRefresh(request);
  refresh.want();
  vi.advanceTimersByTime(100_000);
  const before = request.mock.calls.length;
  expect(before).toBeLessThan(7);
  vi.advanceTimersByTime(100_000);
  expect(request).toHaveBeenCalledTimes(before);
  refresh.want();
  expect(request).toHaveBeenCalledTimes(before + 1);
});

test('nothing is asked for after it was disposed of', () => {
  const { refresh, asked, blur } = editor(250);
  refresh.want();
  blur();
  refresh.dispose();
  vi.advanceTimersByTime(100_000);
  expect(asked).not.toHaveBeenCalled();
});
