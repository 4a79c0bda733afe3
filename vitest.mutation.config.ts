import { defineConfig } from 'vitest/config';

/** What `npm run mutation` asks of each mutant: the tests beside the code, which are quick, over fewer random histories. */
export default defineConfig({
  test: {
    globalSetup: 'tests/support/temporary-folder.ts',
    setupFiles: 'tests/support/same-inputs.ts',
    include: ['tests/{live,monitor,state,status,sweep}/**/*.test.ts', 'tests/{alerts,answers}/*.test.ts'],
    env: { RELAYWATCH_RUNS: '3' },
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
