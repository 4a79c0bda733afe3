import { useContext } from 'preact/hooks';
import type { PastCause, PastRelay } from '../lib/status/past-documents.ts';
import { Outside } from './outside.tsx';
import { shortened } from './shortened.ts';
import { Around, Moment } from './surroundings.ts';
import { durationOf, Instant, secondsBetween } from './times.tsx';
import { WhyRelay } from './why.tsx';
import type { Words } from './words/words.ts';

/** A cause in one line of text: what it has in common, and what is wrong. */
export function causeName({ scope, verdict, reason }: PastCause, words: Words): string {
  const place = scope.value.replace(/^[a-z+]+:\/\//, '') || (words.past.scope[scope.by] ?? scope.by);
  // a place of this kind ends in the reason
  const isSaid = reason === 'none' || reason === '' || place.endsWith(reason);
  return `${place}: ${words.verdict[verdict] ?? verdict}${isSaid ? '' : `, ${reason}`}`;
}

/** What to call a relay: by its id, when its name is blank. */
export function relayName({ name, key }: PastRelay): string {
  return name.trim() === '' ? key : name;
}

/** The mark of how grave it was; empty for a severity that only a later version knows. */
export function SeverityBadge({ severity }: { readonly severity: string }) {
  const { words } = useContext(Around);
  if (severity !== 'critical' && severity !== 'warning' && severity !== 'info') return null;
  return <span class={`badge ${severity}`}>{words.severity[severity]}</span>;
}

/** An end, or that there is none yet. */
export function End({ iso }: { readonly iso: string | null }) {
  const { words } = useContext(Around);
  return iso === null ? <b>{words.past.goesOn}</b> : <Instant iso={iso} />;
}

interface PastRelaysProps {
  readonly relays: readonly PastRelay[];
}

/** Relays of the past as a table; on a phone, each relay is a block. */
export function PastRelays({ relays }: PastRelaysProps) {
  const { words } = useContext(Around);
  const at = useContext(Moment);
  const { columns } = words.past;
  return (
    <table class="members past">
      <thead>
        <tr>
          <th scope="col">{columns.relay}</th>
          <th scope="col">{words.columns.state}</th>
          <th scope="col">{words.columns.way}</th>
          <th scope="col">{columns.since}</th>
          <th scope="col">{columns.until}</th>
        </tr>
      </thead>
      <tbody>
        {relays.map((relay) => (
          <tr key={`${relay.key} ${relay.since}`}>
            <th scope="row">
              <Outside text={relayName(relay)} />
              <span class="quiet id">
                <Outside text={relay.key} />
                <WhyRelay relay={relay.key} name={shortened(relayName(relay), 40)} />
              </span>
            </th>
            <td>
              {words.verdict[relay.verdict] ?? relay.verdict}{' '}
              {relay.reason === 'none' || relay.reason === '' ? null : (
                <code>
                  <Outside text={relay.reason} most={40} />
                </code>
              )}
            </td>
            <td class="way">
              <Outside text={relay.source || words.unknownPlace} /> <span aria-hidden="true">→</span>{' '}
              <Outside text={relay.destination || words.unknownPlace} />
            </td>
            <td>
              <Instant iso={relay.since} brief />
            </td>
            <td>
              <End iso={relay.until} />{' '}
              <span class="quiet">{durationOf(secondsBetween(relay.since, relay.until ?? at), words)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
