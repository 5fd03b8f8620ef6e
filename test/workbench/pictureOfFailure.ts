import { afterEach } from 'vitest';
import { openWorkbenches } from './workbench.ts';

/** What a test that failed was looking at; before its own hooks close it. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const workbench of openWorkbenches) {
    await workbench.screenshot(`failed-${task.name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`);
    console.error(`The lenses: ${(await workbench.lens('').allInnerTexts()).join(' | ') || 'none'}`);
  }
});
