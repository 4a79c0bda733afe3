import type { CauseView, StatusDocument } from '../../lib/status/document.ts';

/** So many relays are drawn in a few milliseconds, even on a phone. */
const RELAYS_A_STEP = 100;
/** What is drawn of a cause without its relays takes as long as so many relays. */
const RELAYS_A_CAUSE = 10;

/**
 * The documents that lead from one to the next: each draws only some causes anew, so that the reader can scroll and type between two of
 * them. The last is the newer document itself.
 * @param after has the causes of `before` wherever they look the same
 */
export function* stepsTo(after: StatusDocument, before: StatusDocument): Generator<StatusDocument> {
  const drawn = new Set(before.causes);
  const old = new Map(before.causes.map((cause) => [cause.key, cause]));
  let left = RELAYS_A_STEP;
  for (const [place, cause] of after.causes.entries()) {
    if (drawn.has(cause)) continue;
    if (left <= 0) {
      yield { ...after, causes: [...after.causes.slice(0, place), ...stillOld(after.causes.slice(place), old)] };
      left = RELAYS_A_STEP;
    }
    left -= RELAYS_A_CAUSE + cause.members.length;
  }
  yield after;
}

function stillOld(causes: readonly CauseView[], old: ReadonlyMap<string, CauseView>): CauseView[] {
  return causes.flatMap(({ key }) => old.get(key) ?? []);
}
