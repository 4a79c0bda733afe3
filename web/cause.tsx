import type { ComponentChildren } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import type { CauseView } from '../lib/status/document.ts';
import { Acting, ActsSoFar } from './acting.tsx';
import { Fact } from './health.tsx';
import { Members } from './members.tsx';
import { Outside } from './outside.tsx';
import { Around, Moment } from './surroundings.ts';
import { durationOf, Instant, numberIn, secondsBetween } from './times.tsx';

/** How much of a cause is shown at once: all of it, what to do, or what it is. */
export type Extent = 'all' | 'steps' | 'facts';

interface CauseProps {
  readonly cause: CauseView;
  readonly extent: Extent;
}

/** One open cause. It is only drawn anew when it is another object than before. */
export function Cause({ cause, extent }: CauseProps) {
  return useMemo(() => <WholeCause cause={cause} extent={extent} />, [cause, extent]);
}

function WholeCause({ cause, extent }: CauseProps) {
  const { words, root } = useContext(Around);
  const { key, severity, text } = cause;
  return (
    <article class={`cause ${severity}`} aria-labelledby={`cause-${key}`}>
      <h3 id={`cause-${key}`}>
        <span class={`badge ${severity}`}>{words.severity[severity]}</span>{' '}
        <a class="title" href={`${root}cause/${encodeURIComponent(key)}`}>
          <bdi>{text.title}</bdi>
        </a>
      </h3>
      <CauseFacts cause={cause} />
      {extent === 'all' ? <Acting cause={cause} /> : null}
      <ul class="lines">
        {text.lines.slice(1).map((line) => (
          <li key={line}>
            <bdi>{line}</bdi>
          </li>
        ))}
      </ul>
      <WhatToDo cause={cause} isOpen={extent !== 'facts'} />
      {cause.timeline.length > 0 ? (
        <Fold summary={words.timeline} isOpen={extent === 'all'}>
          <Timeline cause={cause} />
        </Fold>
      ) : null}
      <Fold summary={words.relays(numberIn(cause.affected, words))} isOpen={extent === 'all'}>
        <Members view={cause} />
      </Fold>
    </article>
  );
}

function CauseFacts({ cause }: { readonly cause: CauseView }) {
  const { words } = useContext(Around);
  const { since, affected, most, mutedBy } = cause;
  return (
    <dl class="facts">
      <Fact name={words.forSoLong}>
        <b>
          <SoLong since={since} />
        </b>
      </Fact>
      <Fact name={words.since}>
        <Instant iso={since} />
      </Fact>
      <Fact name={words.affected}>
        <b>{words.relaysNow(numberIn(affected, words), numberIn(most, words), affected < most)}</b>
      </Fact>
      <Told cause={cause} />
      <ActsSoFar cause={cause} />
      {mutedBy.length > 0 ? (
        <Fact name={words.mutedBy}>
          <Names names={mutedBy} />
        </Fact>
      ) : null}
    </dl>
  );
}

function SoLong({ since }: { readonly since: string }) {
  const { words } = useContext(Around);
  const at = useContext(Moment);
  return <>{durationOf(secondsBetween(since, at), words)}</>;
}

function Told({ cause: { told, waiting } }: { readonly cause: CauseView }) {
  const { words } = useContext(Around);
  return (
    <>
      <Fact name={words.told}>
        {told.length === 0 ? <span class="quiet">{words.toldNobody}</span> : null}
        <ul class="chips">
          {told.map(({ channel, at, unsure }) => (
            <li class="chip" key={channel}>
              <Outside text={channel} most={40} /> <Instant iso={at} brief />
              {unsure ? <span class="quiet"> {words.unsure}</span> : null}
            </li>
          ))}
        </ul>
      </Fact>
      {waiting.length > 0 ? (
        <Fact name={words.waitingFor}>
          <Names names={waiting} />
        </Fact>
      ) : null}
    </>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <ul class="chips">
      {names.map((name) => (
        <li class="chip" key={name}>
          <Outside text={name} most={40} />
        </li>
      ))}
    </ul>
  );
}

function WhatToDo({ cause: { text }, isOpen }: { readonly cause: CauseView; readonly isOpen: boolean }) {
  const { words } = useContext(Around);
  if (text.steps.length === 0) return null;
  return (
    <Fold summary={words.whatToDo} isOpen={isOpen}>
      <ol class="steps">
        {text.steps.map((step) => (
          <li key={step}>
            <bdi>{step}</bdi>
          </li>
        ))}
      </ol>
      {text.command === null ? null : (
        <pre>
          <code>{text.command}</code>
        </pre>
      )}
      <p>
        <a href={text.console} rel="noreferrer">
          {words.console}
        </a>
      </p>
    </Fold>
  );
}

function Timeline({ cause: { timeline } }: { readonly cause: CauseView }) {
  const { words } = useContext(Around);
  return (
    <ol class="timeline">
      {timeline.map(({ at, event, affected }) => (
        <li key={`${at} ${event}`}>
          <Instant iso={at} /> <span>{words.event(event, numberIn(affected, words))}</span>
        </li>
      ))}
    </ol>
  );
}

interface FoldProps {
  readonly summary: string;
  readonly isOpen: boolean;
  readonly children: ComponentChildren;
}

/** What was opened or closed by the reader stays so, whatever comes meanwhile. */
function Fold({ summary, isOpen, children }: FoldProps) {
  const [isFirstOpen] = useState(isOpen);
  return (
    <details class="fold" open={isFirstOpen}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
