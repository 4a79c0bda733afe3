import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'tests/support/temporary-folder.ts',
    // where CI is set, text would be coloured although no terminal shows it; a test of colours says so itself
    env: { NO_COLOR: '1' },
    // vitest leaves one of two processors idle, and the tests wait for servers and timers half of the time
    maxWorkers: availableParallelism() + 1,
    coverage: {
      provider: 'v8',
      include: ['lib/**', 'functions/**', 'bin/**', 'stand-ins/**'],
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
