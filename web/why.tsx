import { useContext } from 'preact/hooks';
import type { ExplainDocument, SubjectView } from '../lib/status/explain-document.ts';
import { Outside } from './outside.tsx';
import type { Why } from './past.ts';
import { Story } from './story.tsx';
import { Around } from './surroundings.ts';
import { numberIn } from './times.tsx';

/** Why on-call was told of a cause: a part of its page. */
export function WhyCause({ why }: { readonly why: Why | undefined }) {
  const { words, root } = useContext(Around);
  if (why === undefined) return null;
  const key = why.kind === 'explained' ? (why.document.subject?.key ?? '') : '';
  return (
    <section aria-labelledby="why">
      <h2 id="why">{words.why.section}</h2>
      <Told why={why} />
      {key === '' ? null : (
        <p>
          <a href={`${root}explain?cause=${encodeURIComponent(key)}`}>{words.why.whole}</a>
        </p>
      )}
    </section>
  );
}

/** The page where on-call asks for a relay, or for a cause at another time. */
export function WhyPage({ why }: { readonly why: Why | undefined }) {
  const { words } = useContext(Around);
  return (
    <section aria-labelledby="why">
      <h2 id="why">{words.why.title}</h2>
      <Question why={why} />
      {why === undefined ? null : <Told why={why} />}
    </section>
  );
}

function Told({ why }: { readonly why: Why }) {
  const { words } = useContext(Around);
  switch (why.kind) {
    case 'missing':
      return <p class="notice">{words.past.missing[why.why === 'not-kept' ? 'not-kept' : 'unreadable']}</p>;
    case 'problem':
      return <p class="notice">{words.why.problem(why.problem, numberIn(why.keepDays, words))}</p>;
    case 'explained':
      return <Explained document={why.document} />;
  }
}

function Explained({ document }: { readonly document: ExplainDocument }) {
  const { subject } = document;
  return (
    <>
      {subject?.kind === 'relay' ? <RelayTitle subject={subject} document={document} /> : null}
      {document.found === 'several' ? <Choices document={document} /> : null}
      <Story document={document} />
    </>
  );
}

interface RelayTitleProps {
  readonly subject: SubjectView;
  readonly document: ExplainDocument;
}

/** Which relay it is, and the causes that it was told under. */
function RelayTitle({ subject: { name, key }, document: { lines } }: RelayTitleProps) {
  const { words, root } = useContext(Around);
  const causes = [...new Set(lines.flatMap((line) => (line.about === 'cause' ? line.key : [])))];
  return (
    <>
      <h3>
        {name.trim() === '' ? null : <Outside text={name} />}{' '}
        <span class="quiet id">
          <Outside text={key} />
        </span>
      </h3>
      {causes.length === 0 ? null : (
        <p>
          <span class="quiet">{words.why.cause}</span>{' '}
          {causes.map((cause, n) => (
            <span key={cause}>
              {n > 0 ? ', ' : ''}
              <a href={`${root}cause/${encodeURIComponent(cause)}`}>
                <bdi>{cause}</bdi>
              </a>
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function Choices({ document: { matches, matchesLeftOut, asked } }: { readonly document: ExplainDocument }) {
  const { words } = useContext(Around);
  const at = asked.at === null ? '' : `&at=${encodeURIComponent(asked.at)}`;
  return (
    <>
      <p>{words.why.several(numberIn(matches.length + matchesLeftOut, words))}</p>
      <ul>
        {matches.map(({ key, name }) => (
          <li key={key}>
            <a href={`?relay=${encodeURIComponent(key)}${at}`}>
              <bdi>{key}</bdi>
            </a>{' '}
            <Outside text={name} />
          </li>
        ))}
      </ul>
      {matchesLeftOut > 0 ? <p class="quiet">{words.more(numberIn(matchesLeftOut, words))}</p> : null}
    </>
  );
}

/** A plain form, so that it works without a script and its address can be sent. */
function Question({ why }: { readonly why: Why | undefined }) {
  const { words } = useContext(Around);
  const asked = why?.kind === 'explained' ? why.document.asked : null;
  const typed = why?.kind === 'problem' ? why : { relay: asked?.relay ?? '', at: asked?.at ?? '' };
  const cause = asked?.cause ?? null;
  return (
    <form class="filter" method="get" action="?" aria-label={words.why.title}>
      {cause === null ? (
        <label>
          <span>{words.why.relay}</span>
          <input
            type="text"
            name="relay"
            defaultValue={typed.relay}
            maxLength={256}
            dir="auto"
            autocomplete="off"
            spellcheck={false}
            aria-describedby="hint"
          />
        </label>
      ) : (
        <p>
          {words.why.cause} <bdi>{cause}</bdi>
          <input type="hidden" name="cause" value={cause} />
        </p>
      )}
      <label>
        <span>{words.why.time}</span>
        <input type="datetime-local" name="at" step={1} defaultValue={typed.at.slice(0, 19)} />
      </label>
      <button type="submit">{words.why.ask}</button>
      <p class="quiet" id="hint">
        {words.why.hint}
      </p>
    </form>
  );
}

/** Leads from a relay in a table to why it was told, or was not. */
export function WhyRelay({ relay, name }: { readonly relay: string; readonly name: string }) {
  const { words, root } = useContext(Around);
  return (
    <a class="why" href={`${root}explain?relay=${encodeURIComponent(relay)}`} aria-label={words.why.whyRelay(name)}>
      {words.why.ofRelay}
    </a>
  );
}
