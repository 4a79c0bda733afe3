import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../lib/monitor/incident.ts';
import { VERDICTS } from './a-sighting.ts';
import { NO_TOTALS, relays, Watching } from './watching.ts';

const { pull, push, stopped, missed, healthy } = VERDICTS;
const SOURCE = { source: 'rtmp://dead.example.com' };
const DESTINATION = { destination: 'rtmp://gone.example.com' };
const bySource = relays(4, pull, SOURCE, 's');
const byDestination = relays(4, push, DESTINATION, 'd');
const both = relays(1, stopped, { ...SOURCE, ...DESTINATION }, 'both');
const well = (some: readonly Sighting[]) => some.map((one) => ({ ...one, verdict: healthy }));

/** What is told of causes in the last of these sweeps, a minute apart; all relays of the sweeps before are seen again. */
function toldAfter(sweeps: readonly (readonly Sighting[])[], all = NO_TOTALS.relays): string[] {
  const watching = new Watching();
  watching.totals = { ...NO_TOTALS, relays: all };
  const seen = new Map<string, Sighting>();
  const told = sweeps.map((sightings, n) => {
    for (const one of sightings) seen.set(one.key, one);
    return watching.sweep(60 * (n + 1), [...seen.values()]);
  });
  return (told.at(-1) ?? [])
    .map(({ kind, scope, affected }) => `${kind} ${scope.by} ${scope.value} ${affected}`)
    .sort();
}

describe('a relay that stops later', () => {
  it.each<[what: string, sweeps: readonly (readonly Sighting[])[], told: string[], all?: number]>([
    [
      'joins the cause of its host, whatever its reason',
      [bySource, relays(1, stopped, SOURCE)],
      ['update source dead.example.com 5'],
    ],
    [
      'does not join stops with another fault',
      [bySource, relays(1, missed, SOURCE)],
      ['open region-reason cn-shanghai none 1', 'update source dead.example.com 4'],
    ],
    [
      'does not join what goes on while it flaps',
      [bySource, well(bySource.slice(1, 2)), bySource.slice(1, 2)],
      ['flapping source dead.example.com 1', 'update source dead.example.com 3'],
    ],
    [
      'joins the older of two causes',
      [bySource, byDestination, both],
      ['update destination gone.example.com 4', 'update source dead.example.com 5'],
    ],
    [
      'joins the older of two causes, whichever that is',
      [byDestination, bySource, both],
      ['update destination gone.example.com 5', 'update source dead.example.com 4'],
    ],
    [
      'does not join the cause of a destination because it is pulled from that host',
      [byDestination, relays(1, stopped, { source: DESTINATION.destination }, 'same')],
      ['open region-reason cn-shanghai UnknownError 1', 'update destination gone.example.com 4'],
    ],
    ['joins the cause of the account', [relays(20, pull), relays(1, stopped, {}, 'b')], ['update account  21'], 40],
    [
      'does not join an account that has mostly recovered',
      [relays(20, pull), well(relays(15, pull)), relays(1, stopped, {}, 'b')],
      ['open region-reason cn-shanghai UnknownError 1', 'update account  5'],
      40,
    ],
    [
      'does not join an account that has mostly recovered, however much else is down',
      [
        relays(20, pull),
        [...well(relays(15, pull)), ...relays(16, push, DESTINATION, 'd')],
        relays(1, stopped, {}, 'b'),
      ],
      ['open region-reason cn-shanghai UnknownError 1', 'update account  5', 'update destination gone.example.com 16'],
      40,
    ],
  ])('%s', (_what, sweeps, told, all) => {
    expect(toldAfter(sweeps, all)).toEqual(told);
  });

  it('joins the older of two causes, in whichever order these are remembered', () => {
    const watching = new Watching();
    watching.sweep(60, bySource);
    watching.sweep(120, [...bySource, ...byDestination]);
    if (watching.state) watching.state = { ...watching.state, causes: watching.state.causes.toReversed() };
    const told = watching.sweep(180, [...bySource, ...byDestination, ...both]);
    expect(told.map(({ scope, affected }) => `${scope.by} ${affected}`).sort()).toEqual(['destination 4', 'source 5']);
  });

  it('joins the same of two causes of one age, in whichever order they are seen', () => {
    const told = toldAfter([[...bySource, ...byDestination], both]);
    expect(toldAfter([[...byDestination, ...bySource], both])).toEqual(told);
  });
});
