import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'tests/support/temporary-folder.ts',
    // vitest leaves one of two processors idle; the tests wait for servers and timers more than they count
    maxWorkers: Math.max(2, availableParallelism()),
    coverage: {
      provider: 'v8',
      include: ['lib/**', 'functions/**', 'bin/**', 'infra/local/**'],
      reporter: ['text-summary', 'html'],
    },
    projects: [
      {
        test: {
          name: 'default',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/components/**'],
          // a slow machine is no failure
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'components',
          include: ['tests/components/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
