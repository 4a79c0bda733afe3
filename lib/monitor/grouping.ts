import type { Incident } from './incident.ts';
import type { VerdictKind } from './judge.ts';
import type { CauseScope } from './notification.ts';

/** Faults that one cause can have; a recovering relay is on its way to be a stopped one. */
export type Family =
  | 'fault'
  | Exclude<VerdictKind, 'recovering' | 'stopped' | 'healthy' | 'scheduled' | 'finished' | 'stopped-by-user'>;

/** How many relays there are, to say "62 of 62". */
export interface FleetTotals {
  readonly relays: number;
  readonly bySource: ReadonlyMap<string, number>;
  readonly byDestination: ReadonlyMap<string, number>;
}

/** A host explains faults when at least this share of its relays has them. */
const EXPLAINS_SHARE = 0.5;
/** The account itself is the cause when at least this share of all its relays stopped, from several hosts to several. */
const ACCOUNT_SHARE = 0.5;
const ACCOUNT_LEAST = 20;
export interface Explanation {
  readonly scope: CauseScope;
  readonly members: readonly Incident[];
}

/** Incidents of one family, flapping ones apart. */
export function batches(incidents: readonly Incident[]): Incident[][] {
  return [...groupBy(incidents, (one) => `${familyOf(one)} ${one.phase === 'flapping'}`).values()];
}

/** The widest explanations, largest first: the account if most of it has the fault, else each host that has it on most of its relays. */
export function explainWhole(batch: readonly Incident[], totals: FleetTotals): Explanation[] {
  if (isAccountWide(batch, totals)) return [{ scope: { by: 'account', value: '' }, members: batch }];
  const groups = groupsByHost(batch).sort((a, b) => b.members.length - a.members.length);
  const taken = new Set<Incident>();
  return groups.flatMap(({ scope, members }) => {
    const left = members.filter((one) => !taken.has(one));
    if (left.length < 2 || left.length < EXPLAINS_SHARE * (knownTotal(scope, totals) ?? left.length)) return [];
    for (const one of left) taken.add(one);
    return [{ scope, members: left }];
  });
}

/** For faults that no host explains: the host that their kind points to, where several share it; else region and reason. */
export function explainByKind(batch: readonly Incident[]): Explanation[] {
  const groups = [...groupBy(batch, (one) => JSON.stringify(scopeByKind(one))).values()];
  const single = groups.filter((members) => members.length === 1).flat();
  return [
    ...groups.filter((members) => members.length > 1),
    ...groupBy(single, (one) => (isRelay(one) ? regionReason(one) : one.key)).values(),
  ].flatMap((members) => {
    const [first, second] = members;
    if (!first) return [];
    const shared = scopeByKind(first);
    const same = !second || JSON.stringify(scopeByKind(second)) === JSON.stringify(shared);
    return [{ scope: same ? shared : { by: 'region-reason' as const, value: regionReason(first) }, members }];
  });
}

/** Whether this many relays are most of the account. */
export function isMostOfAccount(count: number, { relays }: FleetTotals): boolean {
  return count >= relays * ACCOUNT_SHARE;
}

function isAccountWide(batch: readonly Incident[], totals: FleetTotals): boolean {
  if (batch.length < ACCOUNT_LEAST || !isMostOfAccount(batch.length, totals)) return false;
  return (
    new Set(batch.map(({ source }) => source)).size > 1 && new Set(batch.map(({ destination }) => destination)).size > 1
  );
}

/** Sources first: if two hosts explain the same faults, the cause comes before the effect. */
function groupsByHost(incidents: readonly Incident[]): Explanation[] {
  return (['source', 'destination'] as const).flatMap((by) => {
    const scoped = incidents.filter((one) => scopesOf(one).some((scope) => scope.by === by));
    return [...groupBy(scoped, (one) => hostOf(one[by]))].map(([value, members]) => ({
      scope: { by, value },
      members,
    }));
  });
}

/** Pull faults by source host, push faults by destination host, all else by region and reason. */
function scopeByKind(incident: Incident): CauseScope {
  if (!isRelay(incident)) return ownScope(incident);
  if (incident.reason === 'PullStreamFailed' && incident.source !== '')
    return { by: 'source', value: hostOf(incident.source) };
  if (incident.reason === 'PushStreamFailed' && incident.destination !== '')
    return { by: 'destination', value: hostOf(incident.destination) };
  return { by: 'region-reason', value: regionReason(incident) };
}

/** Every scope that an incident can belong to. */
export function scopesOf(incident: Incident): CauseScope[] {
  if (!isRelay(incident)) return [ownScope(incident)];
  const scopes: CauseScope[] = [
    { by: 'region-reason', value: regionReason(incident) },
    { by: 'account', value: '' },
  ];
  // a push fault does not join what is wrong with its source
  if (incident.source !== '' && incident.reason !== 'PushStreamFailed')
    scopes.push({ by: 'source', value: hostOf(incident.source) });
  if (incident.destination !== '' && incident.reason !== 'PullStreamFailed')
    scopes.push({ by: 'destination', value: hostOf(incident.destination) });
  return scopes;
}

/** Whether a cause can have this fault, flapping or not. */
export function isInScope(
  incident: Incident,
  { scope, family }: { readonly scope: CauseScope; readonly family: Family },
): boolean {
  return (
    familyOf(incident) === family &&
    scopesOf(incident).some(({ by, value }) => by === scope.by && value === scope.value)
  );
}

/** The host of `rtmp://host:port`: one CDN that dies is one cause, over whichever protocol it is pulled. */
export function hostOf(origin: string): string {
  return origin.replace(/^[a-z0-9+.-]+:\/\//, '').replace(/:\d+$/, '');
}

function isRelay({ verdict }: Incident): boolean {
  return verdict !== 'monitor-blind' && verdict !== 'expected-missing' && verdict !== 'accounts-behind';
}

function ownScope({ verdict, name }: Incident): CauseScope {
  switch (verdict) {
    case 'monitor-blind':
      return { by: 'monitor', value: name };
    case 'accounts-behind':
      return { by: 'watched-account', value: name };
    default:
      return { by: 'expectation', value: name };
  }
}

export function regionReason({ region, reason }: Incident): string {
  return `${region} ${reason}`;
}

export function familyOf({ verdict }: Pick<Incident, 'verdict'>): Family {
  return verdict === 'recovering' || verdict === 'stopped' ? 'fault' : (verdict as Family);
}

export function knownTotal(scope: CauseScope, { relays, bySource, byDestination }: FleetTotals): number | null {
  switch (scope.by) {
    case 'source':
      return bySource.get(scope.value) ?? null;
    case 'destination':
      return byDestination.get(scope.value) ?? null;
    case 'account':
      return relays;
    default:
      return null;
  }
}

export function groupBy<T>(items: readonly T[], keyOfItem: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
