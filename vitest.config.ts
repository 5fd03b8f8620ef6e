import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,conformance,webview,export,fuzz}/**/*.test.ts'],
    // Chromium's start counts into a test's time; nothing here waits for a clock.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
