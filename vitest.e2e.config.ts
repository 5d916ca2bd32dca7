import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/e2e/globalSetup.ts'],
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // A workbench waits for its browser, its engine and its own debounces: a second one fills two cores.
    maxWorkers: 2,
    expect: { poll: { timeout: 240_000 } },
    pool: 'forks',
  },
});
