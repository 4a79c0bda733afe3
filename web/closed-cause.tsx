import { useContext } from 'preact/hooks';
import type { HistoryDocument, PastCause, PastEvent } from '../lib/status/past-documents.ts';
import { Fact } from './health.tsx';
import { PastCauses, ToldTo } from './history.tsx';
import { Outside } from './outside.tsx';
import { causeName, PastRelays, SeverityBadge } from './past-names.tsx';
import { Around } from './surroundings.ts';
import { durationOf, Instant, numberIn } from './times.tsx';
import type { PastWords } from './words/past-words.ts';

/** A cause that is over, as the journal has it: people open the link of a message after its end, too. */
export function ClosedCause({ history }: { readonly history: HistoryDocument }) {
  const { words } = useContext(Around);
  const [cause, ...earlier] = history.causes;
  if (!cause) return null;
  return (
    <>
      <article class={`cause ${cause.severity}`} aria-labelledby="closed">
        <h3 id="closed">
          <SeverityBadge severity={cause.severity} /> <bdi>{causeName(cause, words)}</bdi>
        </h3>
        <Facts cause={cause} />
        {cause.until === null ? <p>{words.past.overUnknown}</p> : null}
        {history.journal.leftOut > 0 ? (
          <p class="quiet">{words.past.leftOut(numberIn(history.journal.leftOut, words))}</p>
        ) : null}
        <details class="fold" open>
          <summary>{words.past.events}</summary>
          <Events cause={cause} />
        </details>
        <details class="fold" open>
          <summary>{words.relays(numberIn(cause.affected, words))}</summary>
          <PastRelays relays={cause.members} />
          {cause.affected > cause.members.length ? (
            <p class="quiet">{words.more(numberIn(cause.affected - cause.members.length, words))}</p>
          ) : null}
        </details>
      </article>
      {earlier.length > 0 ? (
        <>
          <h3>{words.past.earlier}</h3>
          <PastCauses causes={earlier} />
        </>
      ) : null}
    </>
  );
}

function Facts({ cause }: { readonly cause: PastCause }) {
  const { words } = useContext(Around);
  const { since, until, seconds, affected, detectSeconds } = cause;
  return (
    <dl class="facts">
      {until === null ? null : (
        <Fact name={words.past.lasted}>
          <b>{durationOf(seconds, words)}</b>
        </Fact>
      )}
      <Fact name={words.since}>
        <Instant iso={since} />
      </Fact>
      {until === null ? null : (
        <Fact name={words.past.ended}>
          <Instant iso={until} />
        </Fact>
      )}
      <Fact name={words.affected}>
        <b>{words.past.relays(numberIn(affected, words))}</b>
      </Fact>
      {detectSeconds === null ? null : <Fact name={words.past.detected}>{durationOf(detectSeconds, words)}</Fact>}
      <Fact name={words.told}>
        <ToldTo cause={cause} />
      </Fact>
    </dl>
  );
}

function Events({ cause: { events, eventsLeftOut } }: { readonly cause: PastCause }) {
  const { words } = useContext(Around);
  return (
    <>
      <ol class="timeline">
        {events.map((event, n) => (
          // several channels may answer in one sweep
          <li key={n}>
            <Instant iso={event.at} /> <Event event={event} />
          </li>
        ))}
      </ol>
      {eventsLeftOut > 0 ? <p class="quiet">{words.more(numberIn(eventsLeftOut, words))}</p> : null}
    </>
  );
}

const ANSWERED = {
  told: ({ toldTo }: PastWords, message: string) => toldTo(message),
  refused: ({ refusedBy }: PastWords, message: string) => refusedBy(message),
  unclear: ({ unclearBy }: PastWords, message: string) => unclearBy(message),
} as const;

function Event({ event }: { readonly event: PastEvent }) {
  const { words } = useContext(Around);
  const { past } = words;
  if (!('channel' in event)) return <span>{past.event(event.event, numberIn(event.affected, words))}</span>;
  const message = past.message[event.message] ?? event.message;
  return (
    <span>
      <Outside text={event.channel} most={40} /> {ANSWERED[event.event](past, message)}
      {event.said === '' ? null : (
        <>
          {' '}
          <span class="quiet">
            <Outside text={event.said} />
          </span>
        </>
      )}
    </span>
  );
}
