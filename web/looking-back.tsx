import { useContext } from 'preact/hooks';
import type { HistoryDocument, PastDocument, ReliabilityDocument } from '../lib/status/past-documents.ts';
import { FilterForm } from './filter-form.tsx';
import { History } from './history.tsx';
import { beginsLate } from './journal-begins.ts';
import type { Past } from './past.ts';
import { Reliability } from './reliability.tsx';
import { Around } from './surroundings.ts';
import { Instant, numberIn } from './times.tsx';

interface LookingBackProps {
  readonly past: Past | undefined;
  readonly page: 'history' | 'reliability';
}

/** A page that looks back, or why it cannot. */
export function LookingBack({ past, page }: LookingBackProps) {
  const { words } = useContext(Around);
  const title = words.past[page];
  if (past === undefined || past.kind === 'missing') {
    return (
      <section aria-labelledby="past">
        <h2 id="past">{title}</h2>
        <p class="notice">{words.past.missing[past?.why === 'not-kept' ? 'not-kept' : 'unreadable']}</p>
      </section>
    );
  }
  const regions = past.kind === 'history' ? past.document.regions : [];
  return (
    <section aria-labelledby="past">
      <h2 id="past">{title}</h2>
      <FilterForm document={past.document} regions={regions} />
      <Reach document={past.document} />
      {past.kind === 'history' ? <History history={past.document} /> : <Reliability document={past.document} />}
    </section>
  );
}

/** Of which time it is, and what is missing in it: a silence is only good news where relaywatch looked. */
function Reach({ document }: { readonly document: HistoryDocument | ReliabilityDocument }) {
  const { words } = useContext(Around);
  const { from, until } = document;
  return (
    <>
      <p>
        <span class="quiet">{words.past.span}</span> <Instant iso={from} /> – <Instant iso={until} />
      </p>
      <Lacks document={document} />
    </>
  );
}

function Lacks({ document }: { readonly document: PastDocument }) {
  const { words } = useContext(Around);
  const { begins, gaps, gapsLeftOut, leftOut, incompleteSweeps } = document.journal;
  if (begins === null) return <p class="notice">{words.past.empty}</p>;
  const isLate = beginsLate(document);
  if (!isLate && gaps.length === 0 && leftOut === 0 && incompleteSweeps === 0) return null;
  return (
    <ul class="lacks">
      {isLate ? (
        <li>
          {words.past.begins} <Instant iso={begins} />
        </li>
      ) : null}
      {leftOut > 0 ? <li>{words.past.leftOut(numberIn(leftOut, words))}</li> : null}
      {incompleteSweeps > 0 ? <li>{words.past.incomplete(numberIn(incompleteSweeps, words))}</li> : null}
      {gaps.length > 0 ? (
        <li>
          {words.past.gaps}
          <ul>
            {gaps.map((gap) => (
              <li key={gap.from}>
                <Instant iso={gap.from} /> – <Instant iso={gap.until} />
              </li>
            ))}
          </ul>
          {gapsLeftOut > 0 ? words.more(numberIn(gapsLeftOut, words)) : null}
        </li>
      ) : null}
    </ul>
  );
}
