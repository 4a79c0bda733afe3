import { describe, expect, it } from 'vitest';
import { usableOf } from '../../lib/state/snapshot.ts';
import { knownOf } from '../../lib/status/known.ts';
import { statusDocument } from '../../lib/status/status-document.ts';
import type { World } from '../../stand-ins/simulation/world.ts';
import { settingsOf } from '../support/status-site.ts';
import { aLargeWorld, sweeps } from '../sweep/rolling/a-large-world.ts';

async function monitorOf(world: World) {
  const known = knownOf(usableOf((await world.store.load()).snapshot));
  return statusDocument(known, settingsOf(world), world.clock.nowUtc(), { language: 'en' }).monitor;
}

describe('the laps of rolling sweeps', () => {
  it('show how far the first one has come, which has not seen every relay yet', async () => {
    const world = aLargeWorld();
    await sweeps(world, 2);
    const { problems, lap } = await monitorOf(world);
    expect(problems).toEqual(['incomplete']);
    expect(lap).toMatchObject({ sweeps: 2, pagesToRead: 40, last: null, seenWithinSeconds: null });
    expect(lap?.pagesRead).toBeGreaterThan(10);
    expect(lap?.pagesRead).toBeLessThan(40);
  });

  it('show the last full one, and within what time a stop is seen', async () => {
    const world = aLargeWorld();
    await sweeps(world, 7);
    const { problems, lastSweep, lap } = await monitorOf(world);
    expect([problems, lastSweep?.complete]).toEqual([[], true]);
    expect(lap?.last).toMatchObject({ complete: true, overlooked: 0, endedAt: expect.stringMatching(/^2026-/) });
    expect(lap?.last?.seconds).toBeGreaterThan(180);
    expect(lap?.seenWithinSeconds).toBe(lap?.last?.seconds);
  });

  it('grow old when nobody goes on with them', async () => {
    const world = aLargeWorld();
    await sweeps(world, 7);
    const before = (await monitorOf(world)).lap;
    world.clock.pass(3_600_000);
    const { lap } = await monitorOf(world);
    const grown = (seconds = 0) => seconds + 3_600;
    expect([lap?.ageSeconds, lap?.last?.ageSeconds]).toEqual([
      grown(before?.ageSeconds),
      grown(before?.last?.ageSeconds),
    ]);
    expect(lap?.seenWithinSeconds).toBe(lap?.ageSeconds);
  });

  it('are none where each sweep reads all', async () => {
    const world = aLargeWorld({ rolling: undefined });
    await sweeps(world, 1);
    expect((await monitorOf(world)).lap).toBeNull();
  });
});
