import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/workbench/*.test.ts'],
    setupFiles: ['test/workbench/pictureOfFailure.ts'],
    sequence: { hooks: 'list' },
    fileParallelism: false,
    // A workbench loads in seconds, and much slower on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
