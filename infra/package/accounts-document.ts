import { channelsAcknowledgedApart } from '../../lib/assemble/status-settings.ts';
import { type Section, sectionOf, sectionsOf } from '../../lib/config/sections.ts';

/* What the packages of the functions have of the entries of `accounts:`; see documentFor for the rest of the file. */

/** For the sweep: everything, but of callbacks only that there are some. */
export function accountsForSweep(document: Section): Section {
  return entriesOf(document, ({ callbacks, ...own }) => (callbacks === undefined ? own : { ...own, callbacks: {} }));
}

/** For the page: no keys for Live, which are not those of the state; and of the channels the names. */
export function accountsForStatus(document: Section): Section {
  return entriesOf(
    document,
    ({ alerts, metrics: _, heartbeat: __, routes: ___, callbacks: ____, report: _____, ...own }) => ({
      ...withoutKeys(own),
      ...(Array.isArray(alerts)
        ? { alerts: alerts.map(({ name, type }: Section) => ({ type: 'console', name: name ?? type })) }
        : {}),
    }),
  );
}

/** For the receiver of callbacks: where the state is, and the token. */
export function accountsForCallbacks(document: Section): Section {
  return entriesOf(document, ({ name, live, state, callbacks }) => {
    const { regions } = sectionOf(live);
    const { token, previousToken } = sectionOf(callbacks);
    return {
      name,
      live: regions === undefined ? undefined : { regions },
      state,
      callbacks: callbacks === undefined ? undefined : { token, previousToken },
    };
  });
}

/** Names of the channels of any account that keep an acknowledgement of their own. */
export function acknowledgedApartIn({ alerts, accounts }: Section): string[] {
  const lists = [alerts, ...sectionsOf(accounts).map((one) => one.alerts)].filter((list) => Array.isArray(list));
  return [...new Set(lists.flatMap((list) => channelsAcknowledgedApart(list)))];
}

function withoutKeys({ live, ...own }: Section): Section {
  const { credentials: _, ...rest } = sectionOf(live);
  return live === undefined ? own : { ...own, live: rest };
}

function entriesOf({ accounts }: Section, entry: (own: Section) => Section): Section {
  return accounts === undefined ? {} : { accounts: sectionsOf(accounts).map(entry) };
}
