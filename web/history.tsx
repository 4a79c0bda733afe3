import { useContext } from 'preact/hooks';
import type { HistoryDocument, PastCause } from '../lib/status/past-documents.ts';
import { Outside } from './outside.tsx';
import { causeName, End, PastRelays, relayName, SeverityBadge } from './past-names.tsx';
import { queryOf } from './past-query.ts';
import { Around } from './surroundings.ts';
import { Timeline } from './timeline.tsx';
import { durationOf, Instant, numberIn } from './times.tsx';

/** What happened: as bars, and all of it as a table. */
export function History({ history }: { readonly history: HistoryDocument }) {
  const { words } = useContext(Around);
  const { causes, total, relays, relaysLeftOut, wanted } = history;
  const isFiltered = Object.values(wanted).some((text) => text !== '');
  return (
    <>
      {causes.length > 0 ? <Timeline history={history} /> : null}
      <h3>{words.past.causes(numberIn(total, words))}</h3>
      {causes.length === 0 ? <p>{isFiltered ? words.past.noneFits : words.past.none}</p> : null}
      {causes.length > 0 ? <PastCauses causes={causes} /> : null}
      <Paging history={history} />
      {relays.length > 0 ? (
        <>
          <h3>{words.past.alone}</h3>
          <p class="quiet">{words.past.aloneText}</p>
          <PastRelays relays={relays} />
          {relaysLeftOut > 0 ? <p class="quiet">{words.more(numberIn(relaysLeftOut, words))}</p> : null}
        </>
      ) : null}
    </>
  );
}

/** Causes as a table; on a phone, each is a block. */
export function PastCauses({ causes }: { readonly causes: readonly PastCause[] }) {
  const { words } = useContext(Around);
  const { columns } = words.past;
  return (
    <table class="members past causes">
      <thead>
        <tr>
          <th scope="col">{columns.cause}</th>
          <th scope="col">{columns.since}</th>
          <th scope="col">{columns.until}</th>
          <th scope="col">{columns.relays}</th>
          <th scope="col">{columns.told}</th>
        </tr>
      </thead>
      <tbody>
        {causes.map((cause) => (
          <Row cause={cause} key={`${cause.key} ${cause.since}`} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ cause }: { readonly cause: PastCause }) {
  const { words, root } = useContext(Around);
  const { key, severity, since, until, seconds, affected, members } = cause;
  return (
    <tr>
      <th scope="row">
        <SeverityBadge severity={severity} />{' '}
        <a href={`${root}cause/${encodeURIComponent(key)}`}>
          <bdi>{causeName(cause, words)}</bdi>
        </a>
      </th>
      <td>
        <Instant iso={since} />
      </td>
      <td>
        <End iso={until} /> <span class="quiet">{durationOf(seconds, words)}</span>
      </td>
      <td>
        {words.past.relays(numberIn(affected, words))}{' '}
        <span class="quiet">
          {members.map((member, n) => (
            <span key={member.key}>
              {n > 0 ? ', ' : ''}
              <Outside text={relayName(member)} most={30} />
            </span>
          ))}
          {affected > members.length && members.length > 0
            ? ` ${words.more(numberIn(affected - members.length, words))}`
            : ''}
        </span>
      </td>
      <td>
        <ToldTo cause={cause} />
      </td>
    </tr>
  );
}

/** Which channels accepted messages about it, and how many. */
export function ToldTo({ cause: { told, refused } }: { readonly cause: PastCause }) {
  const { words } = useContext(Around);
  return (
    <>
      {told.length === 0 ? <span class="quiet">{words.toldNobody}</span> : null}
      <ul class="chips">
        {told.map(({ channel, messages }) => (
          <li class="chip" key={channel}>
            <bdi>{words.past.messages(channel, numberIn(messages, words))}</bdi>
          </li>
        ))}
      </ul>
      {refused > 0 ? <span class="quiet"> {words.past.refused(numberIn(refused, words))}</span> : null}
    </>
  );
}

function Paging({ history }: { readonly history: HistoryDocument }) {
  const { words } = useContext(Around);
  const { page, pages } = history;
  if (pages < 2) return null;
  return (
    <nav class="paging" aria-label={words.past.page(numberIn(page, words), numberIn(pages, words))}>
      {page > 1 ? <a href={queryOf(history, page - 1)}>{words.past.newer}</a> : null}
      <span>{words.past.page(numberIn(page, words), numberIn(pages, words))}</span>
      {page < pages ? <a href={queryOf(history, page + 1)}>{words.past.older}</a> : null}
    </nav>
  );
}
