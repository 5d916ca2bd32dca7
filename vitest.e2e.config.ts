import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/e2e/globalSetup.ts'],
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // A workbench, its browser and an engine are enough for one machine at a time.
    fileParallelism: false,
    expect: { poll: { timeout: 240_000 } },
    pool: 'forks',
  },
});
