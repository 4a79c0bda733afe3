import type { Match } from '../monitor/matching.ts';
import type { ActiveMute } from '../monitor/mutes.ts';
import type { MuteView } from './document.ts';
import type { Known } from './known.ts';
import type { Show } from './showing.ts';

/** The mutes that hold now, with how much each held back. */
export function mutesView(mutes: readonly ActiveMute[], { ledgers }: Known, show: Show): MuteView[] {
  return mutes.map(({ id, kind, name, since, until, match }) => ({
    kind,
    name: show(name),
    since,
    until,
    matches: match === null ? '' : show(matchText(match)),
    held: ledgers.find((one) => one.id === id)?.held.length ?? 0,
  }));
}

/** `name studio-*, region cn-shanghai` */
export function matchText(match: Match): string {
  return Object.entries(match)
    .flatMap(([field, patterns]) => (patterns === undefined ? [] : [`${field} ${[patterns].flat().join(' | ')}`]))
    .join(', ');
}
