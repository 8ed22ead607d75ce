import { defineConfig } from 'vitest/config';

/** The end-to-end run needs the emulator, so it has a configuration of its own: vitest.e2e.config.ts. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    passWithNoTests: false,
    testTimeout: 20_000,
    maxConcurrency: 8,
  },
});
