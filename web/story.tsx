import { Fragment } from 'preact';
import { useContext } from 'preact/hooks';
import type { ExplainDocument, LineView, Told } from '../lib/status/explain-document.ts';
import { Outside } from './outside.tsx';
import { Around } from './surroundings.ts';
import { Instant, numberIn } from './times.tsx';

/** What was seen, decided and told of a relay or a cause, and what is not known of that. */
export function Story({ document }: { readonly document: ExplainDocument }) {
  const { words } = useContext(Around);
  const { asOf, from, until } = document;
  return (
    <>
      {asOf === null ? null : (
        <p class="asof-then">
          <Sentence told={asOf} />
        </p>
      )}
      <Outcome document={document} />
      <Lines document={document} />
      <Gaps document={document} />
      <p class="quiet">
        {words.why.read} <Instant iso={from} /> – <Instant iso={until} />
      </p>
      <p class="quiet">
        {words.why.today} {words.why.asked}
      </p>
    </>
  );
}

/** Why there is nothing, or little, to tell. */
function Outcome({ document: { found, asked, from, until } }: { readonly document: ExplainDocument }) {
  const { why, ...words } = useContext(Around).words;
  const days = numberIn(Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000), { ...words, why });
  switch (found) {
    case 'nothing':
      return <p class="notice">{asked.cause === null ? why.noRelay(days) : why.noCause(days)}</p>;
    case 'no-fault':
      return <p>{why.noFault}</p>;
    case 'no-history':
      return <p class="notice">{why.noHistory}</p>;
    case 'several':
    case 'story':
      return null;
  }
}

function Lines({ document }: { readonly document: ExplainDocument }) {
  const { words } = useContext(Around);
  const { lines, linesLeftOut, leftOutAfter } = document;
  if (lines.length === 0) return null;
  return (
    <ol class="timeline story">
      {lines.map((line, n) => (
        // many things happen in one sweep
        <Fragment key={n}>
          {linesLeftOut > 0 && n === leftOutAfter ? (
            <li class="left-out">{words.why.leftOut(numberIn(linesLeftOut, words))}</li>
          ) : null}
          <Line line={line} />
        </Fragment>
      ))}
    </ol>
  );
}

function Line({ line }: { readonly line: LineView }) {
  const mark = line.about === 'answer' ? { class: line.accepted ? 'answer' : 'answer refused' } : {};
  return (
    <li {...mark}>
      <Instant iso={line.at} />{' '}
      <span>
        <Sentence told={line} />
      </span>
    </li>
  );
}

function Gaps({ document: { gaps, gapsLeftOut } }: { readonly document: ExplainDocument }) {
  const { words } = useContext(Around);
  if (gaps.length === 0) return null;
  return (
    <ul class="lacks" aria-label={words.why.lacks}>
      {gaps.map((gap, n) => (
        <li key={n}>
          <Sentence told={gap} />
        </li>
      ))}
      {gapsLeftOut > 0 ? <li>{words.more(numberIn(gapsLeftOut, words))}</li> : null}
    </ul>
  );
}

/** Words of our own, with each name and each time as such. */
function Sentence({ told: { text } }: { readonly told: Told }) {
  return (
    <>
      {text.map((piece, n) => {
        if (typeof piece === 'string') return piece;
        return 'time' in piece ? <Instant iso={piece.time} key={n} /> : <Outside text={piece.outside} key={n} />;
      })}
    </>
  );
}
