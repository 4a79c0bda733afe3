import { stringify } from 'yaml';
import { composeText } from '../../lib/alerts/text/compose.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import { happen, type SweepPlan } from './happenings.ts';
import type { Heard } from './receivers.ts';
import { type Hears, type RelayGroup, type Scenario, type Step, secondsOf } from './scenario-file.ts';
import { World } from './world.ts';

/** What a step led to beside what the scenario says of it. */
export interface Outcome {
  readonly step: Step;
  readonly heard: Hears;
  readonly asExpected: boolean;
}

/** Plays a scenario: every step is one sweep or, with `every`, several. @throws Error when a step could not be done */
export async function play(
  scenario: Scenario,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly world: World }> {
  const world = worldOf(scenario);
  const startedMs = world.clock.monotonicMs();
  const outcomes: Outcome[] = [];
  for (const step of scenario.steps) {
    const before = world.heard.length;
    for (const [turn, seconds] of timesOf(step).entries()) {
      world.clock.pass(Math.max(0, startedMs + seconds * 1_000 - world.clock.monotonicMs()));
      await sweepOnce(world, linesOf(step, turn));
    }
    const heard = hearsOf(world, before);
    outcomes.push({ step, heard, asExpected: asYaml(heard) === asYaml(inOrder(step.hears, world)) });
  }
  return { outcomes, world };
}

/**
 * Expected and heard side by side for each step that differs, then what was heard, ready to paste; and the steps that are
 * marked as failing and do not. Empty when all is as the scenario says.
 */
export function differences(outcomes: readonly Outcome[]): string {
  return outcomes
    .filter(({ step, asExpected }) => asExpected === (step.expectedToFail !== undefined))
    .map(({ step, heard, asExpected }) => {
      if (asExpected) return `step at "${step.at}" is right now: take expectedToFail out of it`;
      const wanted = asYaml(step.hears);
      const got = asYaml(heard);
      return [`step at "${step.at}"`, ...sideBySide(wanted, got), '', 'heard, to paste:', indented(got)].join('\n');
    })
    .join('\n\n');
}

function worldOf({ channels, settings, relays, policy, starts, ...rest }: Scenario): World {
  const world = new World(
    channels,
    {
      policy,
      maintenance: rest.maintenance,
      expectations: rest.expect,
      routes: rest.routes,
      scopes: rest.scopes,
      ...settings,
    },
    starts,
  );
  for (const group of relays) {
    for (let n = 1; n <= group.count; n++) addRelay(world, group, n);
  }
  return world;
}

function addRelay(world: World, group: RelayGroup, n: number): void {
  const said = (text: string) =>
    text.replaceAll(/\{n(?:%(\d+))?\}/g, (_, divisor?: string) => String(divisor ? n % Number(divisor) : n));
  const name = said(group.name);
  const after = (hms: string) =>
    world.clock
      .nowUtc()
      .plus({ seconds: secondsOf(hms) })
      .toMillis();
  const parts: Partial<RelayTask> = {
    region: group.region,
    sources: [{ origin: said(group.source) }],
    destination: { origin: said(group.destination) },
    destinationKey: group.streamKey === undefined ? `of ${name}` : said(group.streamKey),
    startMs: group.starts === undefined ? world.clock.nowUtc().minus({ days: 1 }).toMillis() : after(group.starts),
    endMs: group.ends === undefined ? world.clock.nowUtc().plus({ days: 30 }).toMillis() : after(group.ends),
    ...(group.retries ? { retryCount: group.retries.count, retryIntervalSeconds: group.retries.everySeconds } : {}),
  };
  world.add(name, parts);
  if (group.status !== 'running') world.set(name, group.status);
}

/** Seconds after the start of each of the step's sweeps. */
function timesOf({ at, every, until }: Step): number[] {
  const first = secondsOf(at);
  if (every === undefined || until === undefined) return [first];
  const times: number[] = [];
  for (let seconds = first; seconds <= secondsOf(until); seconds += secondsOf(every)) times.push(seconds);
  return times;
}

function linesOf(step: Step, turn: number): readonly string[] {
  const { inTurn = [] } = step;
  return [...(turn === 0 ? (step.do ?? []) : []), ...(inTurn[turn % Math.max(1, inTurn.length)] ?? [])];
}

async function sweepOnce(world: World, lines: readonly string[]): Promise<void> {
  const { crash, atOnce }: SweepPlan = await happen(world, lines);
  const sweeps = Array.from({ length: atOnce }, () => world.sweep(crash));
  const summaries = await Promise.all(sweeps);
  if (crash && summaries.every((summary) => summary !== null))
    throw new Error(`the sweep never came to where it should crash: ${JSON.stringify(crash)}`);
}

/** What each channel heard after the first `from` messages; channels that heard nothing are not named. */
function hearsOf(world: World, from: number): Hears {
  const hears: Hears = {};
  for (const channel of Object.keys(world.budgets)) {
    const before = new Set(world.heard.slice(0, from).filter(of(channel)).map(idOf));
    const entries: Hears[string] = [];
    let digest: number | undefined;
    for (const one of world.heard.slice(from).filter(of(channel))) {
      const told = `${before.has(idOf(one)) ? 'again ' : ''}${lineOf(one)}`;
      before.add(idOf(one));
      const last = entries.at(-1);
      if (one.digest === undefined) entries.push(told);
      else if (one.digest === digest && typeof last === 'object') last.digest.push(told);
      else entries.push({ digest: [told] });
      digest = one.digest;
    }
    if (entries.length > 0) hears[channel] = entries;
  }
  return hears;
}

const of = (channel: string) => (one: Heard) => one.channel === channel;
const idOf = ({ notification }: Heard) => notification.id;
const lineOf = ({ notification }: Heard) =>
  `${notification.kind} ${notification.severity}: ${composeText(notification, 'en').title}`;

/** Channels in the order in which the scenario has them, the silent ones left out. */
function inOrder(hears: Hears, { budgets }: World): Hears {
  const loud = Object.keys(budgets).flatMap((name) => {
    const entries = hears[name] ?? [];
    return entries.length > 0 ? [[name, entries] as const] : [];
  });
  return Object.fromEntries(loud);
}

function asYaml(hears: Hears): string {
  return stringify({ hears }, { lineWidth: 0 }).trimEnd();
}

const COLUMN_CHARS = 100;

function sideBySide(left: string, right: string): string[] {
  const [lefts, rights] = [left.split('\n'), right.split('\n')];
  const width = Math.min(COLUMN_CHARS, Math.max('expected'.length, ...lefts.map(({ length }) => length)));
  const rows = Array.from({ length: Math.max(lefts.length, rights.length) }, (_, n) => {
    const [one = '', other = ''] = [lefts[n], rights[n]];
    return `${one.padEnd(width)} ${one === other ? ' ' : '|'} ${other}`;
  });
  return [`${'expected'.padEnd(width)}   heard`, ...rows];
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
