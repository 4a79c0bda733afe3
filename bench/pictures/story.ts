import { createHash } from 'node:crypto';
import type { Notification } from '../../lib/monitor/notification.ts';
import { happen } from '../../stand-ins/simulation/happenings.ts';
import { World } from '../../stand-ins/simulation/world.ts';

/** The account that the pictures show: where its relays pull from and push to. */
const SOURCES = 6;
const DESTINATIONS = 8;
const FLEET = [
  { name: 'studio', count: 120, region: 'cn-shanghai' },
  { name: 'stadium', count: 72, region: 'cn-beijing' },
  { name: 'rehearsal', count: 12, region: 'cn-shanghai' },
] as const;

const BEGINS = '2026-02-28T20:12:00.000Z';
const MINUTES = 24 * 60;

/** What happens in the day before the pictures are taken, by the minute. */
const DAY: Readonly<Record<number, readonly string[]>> = {
  195: ['destination dies rtmp://push-2.example.com'],
  213: ['destination heals rtmp://push-2.example.com'],
  480: ['stop stadium-7 PushStreamFailed'],
  486: ['heal stadium-7'],
  492: ['stop stadium-7 PushStreamFailed'],
  499: ['heal stadium-7'],
  760: ['source dies rtmp://source-1.example.com'],
  767: ['source heals rtmp://source-1.example.com'],
  1150: ['recovering studio-18 RetryTimesOffline'],
  1162: ['heal studio-18'],
  1405: ['silence rehearsal-* until recovered'],
  1410: ['stop rehearsal-1 PullStreamFailed'],
  1418: ['stop stadium-12 PushStreamFailed'],
  1424: ['ack by Ana'],
  1431: ['source dies rtmp://source-3.example.com'],
  1436: ['heal studio-3', 'heal studio-9', 'heal studio-15'],
};

export interface Story {
  readonly world: World;
  /** Of the outage that the day ends with. */
  readonly causeKey: string;
  /** What on-call heard of it. */
  readonly message: Notification;
}

/** Plays a day of one-minute sweeps that ends in an outage. It is the same each time: the clock is virtual, and nothing is left to chance. */
export async function playDay(): Promise<Story> {
  const world = new World({ pagerduty: 120, dingtalk: 20 }, {}, BEGINS);
  for (const { name, count, region } of FLEET) {
    for (let n = 1; n <= count; n += 1) {
      world.add(idOf(`${name}-${n}`), {
        name: `${name}-${n}`,
        region,
        destinationKey: `${name}-${n}`,
        sources: [{ origin: `rtmp://source-${n % SOURCES}.example.com` }],
        destination: { origin: `rtmp://push-${n % DESTINATIONS}.example.com` },
      });
    }
  }
  await world.sweep();
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    await happen(world, linesAt(minute));
    await world.sweepAfter(60);
  }
  world.clock.pass(21_000);
  const message = world.heard.findLast(({ notification: { kind } }) => kind === 'open')?.notification;
  if (!message) throw new Error('nobody heard of the outage that the day should end with');
  return { world, causeKey: message.dedupKey, message };
}

/** What happens in a minute, with relays by their id: that is what the simulation knows them by. */
function linesAt(minute: number): string[] {
  return (DAY[minute] ?? []).map((line) => line.replace(/\b(?:studio|stadium|rehearsal)-\d+\b/, idOf));
}

/** An id as Live gives them, the same each time. */
function idOf(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex');
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => digits.slice(from, to))
    .join('-');
}
