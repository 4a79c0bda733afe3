import type { Silence } from '../../lib/monitor/mutes.ts';
import type { NamedCrashPoint } from './life.ts';
import type { ChannelMode, Poison } from './receivers.ts';
import type { World } from './world.ts';

/** How the next sweep differs from a plain one. */
export interface SweepPlan {
  crash?: NamedCrashPoint | { readonly operation: number; readonly after: boolean };
  /** So many start at the same time. */
  atOnce: number;
}

type Happen = (world: World, words: readonly string[], plan: SweepPlan) => void | Promise<void>;

const MODES: Readonly<Record<string, ChannelMode>> = {
  up: 'up',
  down: 'down',
  broken: 'broken',
  'times out': 'accepts but times out',
  refuses: 'refuses',
  'asks for two hours': 'asks for two hours',
};
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000 };

/**
 * All that a line of `do` may say. RELAYS is a glob of names, or a range such as `studio-1..10`; REASON is Live's own word,
 * left out where Live gives none.
 */
const HAPPENINGS: readonly { readonly says: string; readonly form: RegExp; readonly happen: Happen }[] = [
  {
    says: 'stop RELAYS [REASON]',
    form: /^stop (\S+)(?: (\w+))?$/,
    happen: (world, [relays = '', reason]) => each(world, relays, (id) => world.set(id, 'stopped', reason ?? null)),
  },
  {
    says: 'recovering RELAYS [REASON]',
    form: /^recovering (\S+)(?: (\w+))?$/,
    happen: (world, [relays = '', reason]) => each(world, relays, (id) => world.set(id, 'recovering', reason ?? null)),
  },
  {
    says: 'exit RELAYS REASON',
    form: /^exit (\S+) (\w+)$/,
    happen: (world, [relays = '', reason]) => each(world, relays, (id) => world.set(id, 'exited', reason ?? null)),
  },
  {
    says: 'heal RELAYS',
    form: /^heal (\S+)$/,
    happen: (world, [relays = '']) => each(world, relays, (id) => world.set(id, 'running')),
  },
  {
    says: 'user stops RELAYS',
    form: /^user stops (\S+)$/,
    happen: (world, [relays = '']) => each(world, relays, (id) => world.set(id, 'stopped', 'TriggerByUser')),
  },
  {
    says: 'status 7 RELAYS',
    form: /^status 7 (\S+)$/,
    happen: (world, [relays = '']) => each(world, relays, (id) => world.set(id, 'unknown')),
  },
  {
    says: 'delete RELAYS',
    form: /^delete (\S+)$/,
    happen: (world, [relays = '']) => each(world, relays, (id) => world.tasks.delete(id)),
  },
  {
    says: 'source|destination dies URL, of all relays that run from or to it',
    form: /^(source|destination) dies (\S+)$/,
    happen: (world, [side = '', place = '']) => {
      const reason = side === 'source' ? 'PullStreamFailed' : 'PushStreamFailed';
      for (const id of at(world, side, place)) {
        if (world.tasks.get(id)?.status === 'running') world.set(id, 'stopped', reason);
      }
    },
  },
  {
    says: 'source|destination heals URL',
    form: /^(source|destination) heals (\S+)$/,
    happen: (world, [side = '', place = '']) => {
      for (const id of at(world, side, place)) world.set(id, 'running');
    },
  },
  {
    says: 'channel NAME up|down|broken|times out|refuses|asks for two hours',
    form: /^channel (\S+) (up|down|broken|times out|refuses|asks for two hours)$/,
    happen: (world, [name = '', mode = '']) => void world.modes.set(name, MODES[mode] ?? 'up'),
  },
  {
    says: 'channel NAME fails at|refuses the next message, and that one for ever',
    form: /^channel (\S+) (fails at|refuses) the next message$/,
    happen: (world, [name = '', how]) =>
      void world.receivers.poisonsNext.set(name, how === 'refuses' ? 'refuses' : ('fails' satisfies Poison)),
  },
  {
    says: 'channel NAME is renamed NAME',
    form: /^channel (\S+) is renamed (\S+)$/,
    happen: (world, [name = '', to = '']) => world.renameChannel(name, to),
  },
  {
    says: 'channel NAME is removed',
    form: /^channel (\S+) is removed$/,
    happen: (world, [name = '']) => world.renameChannel(name, null),
  },
  { says: 'the newest snapshot is torn', form: /^the newest snapshot is torn$/, happen: (world) => world.tearNewest() },
  {
    says: 'region REGION fails|works',
    form: /^region (\S+) (fails|works)$/,
    happen: (world, [region = '', how]) => {
      world.failingRegion = how === 'fails' ? region : null;
    },
  },
  {
    says: 'store can be read only | refuses save NUMBER (1 takes the lease)',
    form: /^store (?:can be read only|refuses save (\d))$/,
    happen: (world, [number]) => {
      world.storeFails = (doing) => (number === undefined ? doing !== 'load' : doing === `save ${number}`);
    },
  },
  {
    says: 'temporary folder fails|works',
    form: /^temporary folder (fails|works)$/,
    happen: (world, [how]) => {
      world.toldFile.works = how === 'works';
    },
  },
  {
    says: 'process lives on | ends with each sweep',
    form: /^process (lives on|ends with each sweep)$/,
    happen: (world, [how]) => {
      world.livesOn = how === 'lives on';
    },
  },
  {
    says: 'store fails|works',
    form: /^store (fails|works)$/,
    happen: (world, [how]) => {
      world.storeWorks = how === 'works';
      world.storeFails = () => false;
    },
  },
  { says: 'state is lost', form: /^state is lost$/, happen: (world) => world.loseState() },
  {
    says: 'crash at operation N',
    form: /^crash at operation (\d+)$/,
    happen: (_, [operation], plan) => {
      plan.crash = { operation: Number(operation), after: false };
    },
  },
  {
    says: 'crash before|after load|list|describe|save N|send to CHANNEL (save 1: the lease, save 2: what will be sent, save 3: the same when it is news to somebody)',
    form: /^crash (before|after) (load|list|describe|save \d+|send to \S+)$/,
    happen: (_, [when, doing = ''], plan) => {
      plan.crash = { doing, after: when === 'after' };
    },
  },
  {
    says: 'two sweeps at once',
    form: /^two sweeps at once$/,
    happen: (_, __, plan) => {
      plan.atOnce = 2;
    },
  },
  {
    says: 'silence RELAYS until recovered|HH:MM:SS (by the wall clock)',
    form: /^silence (\S+) until (recovered|\d\d:\d\d:\d\d)$/,
    happen: (world, [name = '', until = '']) => world.silence(silenceOf(world, name, until)),
  },
  {
    says: 'ack by NAME, of all open causes',
    form: /^ack by (\S+)$/,
    happen: (world, [by = '']) => world.acknowledge(by),
  },
  {
    says: 'window NAME is renamed NAME',
    form: /^window (\S+) is renamed (\S+)$/,
    happen: (world, [before, name = '']) => {
      if (!world.settings.maintenance.some((window) => window.name === before)) throw new Error(`no window ${before}`);
      const maintenance = world.settings.maintenance.map((one) => (one.name === before ? { ...one, name } : one));
      world.settings = { ...world.settings, maintenance };
    },
  },
  {
    says: 'region REGION is taken out of live.regions',
    form: /^region (\S+) is taken out of live\.regions$/,
    happen: (world, [region]) => configure(world, 'regions', (one) => one !== region),
  },
  {
    says: 'scope TASKNAME is taken out of live.scopes',
    form: /^scope (\S+) is taken out of live\.scopes$/,
    happen: (world, [name]) => configure(world, 'scopes', ({ taskName }) => taskName !== name),
  },
  {
    says: 'NAME is taken out of expect',
    form: /^(.+) is taken out of expect$/,
    happen: (world, [name]) => configure(world, 'expectations', (one) => one.name !== name),
  },
  {
    says: 'policy says severity none of RELAYS',
    form: /^policy says severity none of (\S+)$/,
    happen: (world, [name = '']) => {
      const { policy } = world.settings;
      const overrides = [...policy.overrides, { match: { name }, severity: 'none' as const }];
      world.settings = { ...world.settings, policy: { ...policy, overrides } };
    },
  },
  {
    says: 'clock jumps back|forward N s|min|h',
    form: /^clock jumps (back|forward) (\d+) ?(s|min|h)$/,
    happen: (world, [way, count, unit = '']) =>
      world.clock.stepWallClock((way === 'back' ? -1 : 1) * Number(count) * (UNIT_MS[unit] ?? 0)),
  },
];

/** Whether a line of `do` means something. */
export function isHappening(line: string): boolean {
  return HAPPENINGS.some(({ form }) => form.test(line));
}

export const HAPPENINGS_EXPECTED = `one of: ${HAPPENINGS.map(({ says }) => says).join('; ')}`;

/** Lets the lines happen, in order. @throws Error when a line names what is not there: a scenario must not pass by a typo */
export async function happen(world: World, lines: readonly string[]): Promise<SweepPlan> {
  const plan: SweepPlan = { atOnce: 1 };
  for (const line of lines) {
    const words = HAPPENINGS.map(({ form, happen }) => ({ match: form.exec(line), happen })).find(({ match }) => match);
    if (!words?.match) throw new Error(`"${line}" is not ${HAPPENINGS_EXPECTED}`);
    await words.happen(world, words.match.slice(1), plan);
  }
  return plan;
}

/** Keeps of a list of the configuration what `keeps` says. */
function configure<Key extends 'regions' | 'scopes' | 'expectations'>(
  world: World,
  key: Key,
  keeps: (one: World['settings'][Key][number]) => boolean,
): void {
  const before: readonly World['settings'][Key][number][] = world.settings[key];
  const after = before.filter(keeps);
  if (after.length === before.length) throw new Error(`nothing of ${key} was taken out`);
  world.settings = { ...world.settings, [key]: after };
}

function each(world: World, relays: string, change: (id: string) => void): void {
  const ids = [...world.tasks.keys()].filter(namedBy(relays));
  if (ids.length === 0) throw new Error(`no relay is called ${relays}`);
  for (const id of ids) change(id);
}

function namedBy(relays: string): (id: string) => boolean {
  const range = /^(.*?)(\d+)\.\.(\d+)$/.exec(relays);
  if (!range) {
    const glob = new RegExp(`^${relays.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
    return (id) => glob.test(id);
  }
  const [, start = '', from, to] = range;
  return (id) => {
    const number = Number(id.slice(start.length));
    return id.startsWith(start) && number >= Number(from) && number <= Number(to);
  };
}

function at(world: World, side: string, place: string): string[] {
  const ids = [...world.tasks.values()]
    .filter(({ sources, destination }) => (side === 'source' ? sources[0]?.origin : destination?.origin) === place)
    .map(({ taskId }) => taskId);
  if (ids.length === 0) throw new Error(`no relay has the ${side} ${place}`);
  return ids;
}

function silenceOf(world: World, name: string, until: string): Silence {
  const now = world.clock.nowUtc();
  return {
    id: 'by-hand',
    comment: `silence of ${name}`,
    createdAt: now.toISO(),
    until: until === 'recovered' ? until : `${now.toISODate()}T${until}.000Z`,
    match: { name },
  };
}
