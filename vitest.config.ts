import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Tests of what has no effects, and of templates: none of them changes a module or the process, so the files of a worker share its
 * modules, which for these take as long to load as the tests themselves.
 */
const SHARING = ['architecture', 'constructs', 'core', 'docs', 'examples', 'lab', 'notifiers', 'schema'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

/** The end-to-end run needs the emulator, so it has a configuration of its own: vitest.e2e.config.ts. */
export default defineConfig({
  test: {
    passWithNoTests: false,
    testTimeout: 20_000,
    maxConcurrency: 8,
    projects: [
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...SHARING, 'test/e2e/**'],
        },
      },
    ],
  },
});
