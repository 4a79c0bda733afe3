import { describe, expect, it } from 'vitest';
import type { StateStore } from '../../../lib/state/store.ts';
import { startFaultyServer } from '../../../stand-ins/faulty-server.ts';
import { FOREIGN_ANSWERS, FOREIGN_CANARY } from '../../support/foreign-answers.ts';
import { aSnapshot } from '../a-snapshot.ts';

/** What every bucket store makes of a login page or a proxy that answers in place of its service. */
export function describeForeignBucket(service: string, storeAt: (endpoint: string) => Promise<StateStore>): void {
  describe.each(FOREIGN_ANSWERS)(`where ${service} is expected, %s`, (_, reply) => {
    it('is neither an empty bucket nor a saved snapshot', async () => {
      const somebody = await startFaultyServer(() => reply);
      const store = await storeAt(somebody.url);
      const work = [store.load(), store.create(1, aSnapshot())];
      const failures = await Promise.all(work.map((one) => one.catch(String)));
      await somebody.close();
      expect(failures).toEqual([expect.stringMatching(/cannot be read/), expect.stringMatching(/cannot be written/)]);
      expect(failures.join()).not.toContain(FOREIGN_CANARY);
    });
  });
}
