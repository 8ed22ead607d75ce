import { defineConfig } from 'vitest/config';

/** The end-to-end tests share two cores and an emulator each: one file after the other, with deadlines of their own. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    passWithNoTests: false,
    fileParallelism: false,
    sequence: { concurrent: false },
    testTimeout: 120_000,
    hookTimeout: 300_000,
    teardownTimeout: 20_000,
  },
});
