import { World } from '../../../stand-ins/simulation/world.ts';

/** Every kind of page, and what programs read. */
export const PAGES = [
  '/',
  '/fleet',
  '/history',
  '/reliability',
  '/api/v1/status',
  '/api/v1/history',
  '/metrics',
] as const;

/** A small fleet in which a source and a relay failed, one cause is over, one is acknowledged, and one is silenced. */
export async function inOutage(): Promise<World> {
  const world = new World();
  for (let n = 1; n <= 6; n++) world.add(`studio-${n}`);
  world.add('event-1', { sources: [{ origin: 'rtmp://source-2.example.com' }], region: 'cn-beijing' });
  await world.sweep();
  world.set('event-1', 'stopped', 'PushStreamFailed');
  await world.sweepAfter(60);
  await world.acknowledge('Ana');
  world.set('event-1', 'running');
  for (let n = 1; n <= 5; n++) world.set(`studio-${n}`, 'stopped', 'PullStreamFailed');
  await world.sweepAfter(60);
  await world.sweepAfter(300);
  world.set('event-1', 'recovering', 'RetryTimesOffline');
  await world.silence({
    id: 's-1',
    comment: 'works at the studio',
    createdAt: world.clock.nowUtc().toISO(),
    until: world.clock.nowUtc().plus({ hours: 1 }).toISO(),
    match: { name: ['studio-*'] },
  });
  await world.sweepAfter(60);
  return world;
}
