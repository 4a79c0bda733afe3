import { runRolling } from './rolling/run.ts';
import { DELAY_HEAD, delayRow } from './support/delays.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * 200,000 relays at ten calls a second, a sweep a minute, one in ten of which dies: what a lap takes, and how soon a stop is
 * seen, of a relay with priority and of any. The real sweep, on the stand-in of Live, on a virtual clock.
 */
const options = { tasks: 200_000, pageSize: 100, sweeps: 40, seed: 1, churnPerSecond: 0.2, stops: 200 };

for (const deaths of [0, 0.1]) {
  progress(`40 sweeps, of which ${deaths * 100} % die`);
  const { laps, stops, told, stats, died, mostStateBytes, priority } = await runRolling({ ...options, deaths });
  const seconds = laps.map((lap) => lap.seconds);
  const longest = Math.max(...seconds);
  const delays = (hasPriority: boolean) =>
    stops
      .filter((one) => one.hasPriority === hasPriority)
      .map(({ atMs, seenAtMs }) => (seenAtMs === null ? null : seenAtMs - atMs));
  result(`${died} of 40 sweeps died; at most ${priority} relays had priority at once\n`);
  result(
    markdownTable(DELAY_HEAD, [
      delayRow('stop of a relay with priority → seen', delays(true), '≤ 60 s'),
      delayRow('any other stop → seen', delays(false), `≤ one lap (${longest} s)`),
    ]),
  );
  const list = stats.operations.DescribeLivePullToPushList;
  const byId = stats.operations.DescribeLivePullToPush;
  result(
    `\n${markdownTable(
      [
        'laps',
        'complete',
        'seconds, each',
        'pages of the longest',
        'most calls in any second: lists, by id',
        'throttled',
        'state at most',
        'told as removed or missing, or blind',
      ],
      [
        [
          String(laps.length),
          String(laps.filter(({ complete }) => complete).length),
          seconds.join(', '),
          String(Math.max(...laps.map(({ pages }) => pages))),
          `${list?.mostInAnySecond}, ${byId?.mostInAnySecond}`,
          String((list?.throttled ?? 0) + (byId?.throttled ?? 0)),
          `${Math.round(mostStateBytes / 1_000)} kB`,
          String(
            told.filter(
              ({ verdict, kind }) =>
                verdict === 'expected-missing' || verdict === 'monitor-blind' || kind === 'resolved',
            ).length,
          ),
        ],
      ],
    )}\n`,
  );
}
