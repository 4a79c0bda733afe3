import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that leave nothing behind in their process, so that many files share one: they load what they test once. */
const SHARING = 'tests/{alerts,answers,aws,base,config,http,live,metrics,monitor,status,sweep,web}/**/*.test.ts';
/** The folders that are neither among them nor `components`. */
const OTHERS =
  'tests/!(alerts|answers|aws|base|config|http|live|metrics|monitor|status|sweep|web|components)/**/*.test.ts';

/** These show what a fresh process does (settings of Node, a warning that is given once), or keep a processor busy alone. */
const ON_THEIR_OWN = [
  'tests/http/connecting.test.ts',
  'tests/metrics/cloudwatch/cloudwatch-node-warning.test.ts',
  'tests/sweep/broken-state-properties.test.ts',
  'tests/sweep/properties.test.ts',
];

// a slow machine is no failure
const PATIENT = { testTimeout: 60_000, hookTimeout: 60_000 };

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
          include: ['tests/*.test.ts', OTHERS, ...ON_THEIR_OWN],
          ...PATIENT,
        },
      },
      {
        test: {
          // `--project default` selects both: it does not look at the case, and the command for one file stays the same
          name: 'Default',
          include: [SHARING],
          exclude: ON_THEIR_OWN,
          isolate: false,
          ...PATIENT,
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
