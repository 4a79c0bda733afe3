import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type EpisodeReport, playEpisode } from './soak/episode.ts';
import { type SoakRound, scheduleOf } from './soak/schedule.ts';
import { shrunk } from './soak/shrink.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * The function as it is deployed, in processes of its own, against our stand-ins, with a random schedule of faults; an
 * oracle knows what really happened. Episodes run side by side. The same seed gives the same schedules.
 */

interface Failed {
  readonly seed: number;
  readonly schedule: readonly SoakRound[];
  readonly report: EpisodeReport;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '16' },
    worlds: { type: 'string', default: '4' },
    /** Plays one episode alone: the seed that a violation names. */
    episode: { type: 'string' },
    /** Fails only for what breaks again when its episode is played again: for CI, whose machines may stand still for seconds. */
    confirm: { type: 'boolean', default: false },
    /** Where the log of each episode with a violation is written, beside its seed. */
    logs: { type: 'string' },
  },
});
const ROUNDS = Number(values.rounds);
const untilMs = performance.now() + Number(values.minutes) * 60_000;
const faults = new Map<string, number>();
const totals = { episodes: 0, sweeps: 0, messages: 0, calls: 0, most: 0 };
const failed: Failed[] = [];
const startedMs = performance.now();

if (values.episode === undefined) {
  let next = Number(values.seed) * 100_000;
  const world = async () => {
    while (performance.now() < untilMs) {
      next += 1;
      await play(next);
    }
  };
  await Promise.all(Array.from({ length: Number(values.worlds) }, world));
} else {
  await play(Number(values.episode));
}
report();
const confirmed = values.confirm ? await brokenAgain() : failed;
if (!values.confirm) for (const one of failed.slice(0, 3)) await tellShortest(one);
process.exitCode = confirmed.length === 0 ? 0 : 1;

/** Whether another history of the same seed breaks a promise that the first broke. */
async function breaksAgain({ seed, report: first }: Failed, tried: readonly SoakRound[]): Promise<boolean> {
  const promises = new Set(first.violations.map(({ promise }) => promise));
  return (await playEpisode(seed, tried)).violations.some(({ promise }) => promises.has(promise));
}

async function brokenAgain(): Promise<Failed[]> {
  const broken: Failed[] = [];
  for (const one of failed) if (await breaksAgain(one, one.schedule)) broken.push(one);
  result(
    `\n${failed.length} episodes with violations, of which ${broken.length} broke the same promise when played again.`,
  );
  return broken;
}

async function tellShortest(one: Failed): Promise<void> {
  progress(`episode ${one.seed}: looking for the shortest history …`);
  const shortest = await shrunk(one.schedule, (tried) => breaksAgain(one, tried));
  result(`\nThe shortest history that breaks it (--episode ${one.seed} plays the whole):`);
  result(shortest.map((round) => JSON.stringify(round)).join('\n'));
}

async function play(seed: number): Promise<void> {
  const schedule = scheduleOf(seed, ROUNDS);
  const played = await playEpisode(seed, schedule);
  for (const [kind, times] of played.faults) faults.set(kind, (faults.get(kind) ?? 0) + times);
  totals.episodes += 1;
  totals.sweeps += played.sweeps;
  totals.messages += played.messages;
  totals.calls += played.calls;
  totals.most = Math.max(totals.most, played.mostInASecond);
  if (played.violations.length > 0) failed.push({ seed, schedule, report: played });
  if (played.violations.length > 0 && values.logs) await writeFile(`${values.logs}-${seed}.log`, played.log);
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  progress(`${minutes} min, episode ${seed}: ${allFaults()} faults so far, ${failed.length} episodes with violations`);
  for (const { promise, detail } of played.violations) progress(`  VIOLATION ${promise}: ${detail}`);
}

function allFaults(): number {
  return [...faults.values()].reduce((sum, times) => sum + times, 0);
}

function report(): void {
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  result(`Seed ${values.seed}, ${minutes} minutes, ${values.worlds} worlds at once.\n`);
  result(
    markdownTable(
      ['episodes', 'sweeps', 'calls to Live', 'most in a second', 'messages', 'faults', 'violations'],
      [
        [
          totals.episodes,
          totals.sweeps,
          totals.calls,
          totals.most,
          totals.messages,
          allFaults(),
          failed.reduce((sum, one) => sum + one.report.violations.length, 0),
        ].map(String),
      ],
    ),
  );
  result('');
  const rows = [...faults].sort(([one], [other]) => one.localeCompare(other));
  result(
    markdownTable(
      ['fault', 'times'],
      rows.map(([kind, times]) => [kind, String(times)]),
    ),
  );
}
