import { useContext } from 'preact/hooks';
import type { MuteView, StatusDocument } from '../lib/status/document.ts';
import { Cause } from './cause.tsx';
import { ClosedCause } from './closed-cause.tsx';
import { Members } from './members.tsx';
import { Outside } from './outside.tsx';
import type { Past, Why } from './past.ts';
import { Around } from './surroundings.ts';
import { Instant, numberIn } from './times.tsx';
import { WhyCause } from './why.tsx';

/** What is wrong now. */
export function Now({ status }: { readonly status: StatusDocument }) {
  const { words } = useContext(Around);
  const { causes, causesLeftOut, open, monitor } = status;
  return (
    <>
      <section aria-labelledby="causes">
        <h2 id="causes">{words.openCauses}</h2>
        {causes.length === 0 && monitor.lastSweep !== null ? <p>{words.nothingOpen}</p> : null}
        {causes.map((cause, place) => (
          <Cause cause={cause} extent={place === 0 ? 'steps' : 'facts'} key={cause.key} />
        ))}
        {causesLeftOut > 0 ? <p class="quiet">{words.causesLeftOut(numberIn(causesLeftOut, words))}</p> : null}
        {open.pending > 0 ? <p class="quiet">{words.pending(numberIn(open.pending, words))}</p> : null}
      </section>
      <Mutes status={status} />
    </>
  );
}

interface OneCauseProps {
  readonly status: StatusDocument;
  readonly past: Past | undefined;
  readonly why: Why | undefined;
}

/** A single cause, in full: as it is, or when it is over as it was. */
export function OneCause({ status, past, why }: OneCauseProps) {
  const { words, root } = useContext(Around);
  const [cause] = status.causes;
  const before = past?.kind === 'history' ? past.document : null;
  return (
    <>
      <section aria-labelledby="causes">
        <h2 id="causes">{cause ? words.openCauses : before ? words.past.over : words.causeOver}</h2>
        {why === undefined ? null : (
          <p>
            <a href="#why">{words.why.section}</a>
          </p>
        )}
        {cause ? <Cause cause={cause} extent="all" key={cause.key} /> : null}
        {!cause && before ? <ClosedCause history={before} /> : null}
        {cause || before ? null : <NoCause past={past} />}
        <p>
          <a href={root}>{words.allCauses}</a>
        </p>
      </section>
      <WhyCause why={why} />
    </>
  );
}

function NoCause({ past }: { readonly past: Past | undefined }) {
  const { words } = useContext(Around);
  // it ended while somebody looked at it; loaded again, the page knows the rest
  if (past === undefined)
    return (
      <p>
        {words.past.justOver} <a href="?">{words.past.seeHow}</a>
      </p>
    );
  return (
    <>
      <p>{words.causeOverText}</p>
      {past.kind === 'missing' && past.why !== 'unknown' ? <p>{words.past.missing[past.why]}</p> : null}
    </>
  );
}

function Mutes({ status: { mutes, mutesLeftOut, held } }: { readonly status: StatusDocument }) {
  const { words } = useContext(Around);
  if (mutes.length === 0 && held.affected === 0) return null;
  const heldBack = words.heldBack(numberIn(held.affected, words));
  return (
    <section aria-labelledby="mutes">
      <h2 id="mutes">{words.mutes}</h2>
      <ul class="mutes">
        {mutes.map((mute) => (
          <Mute mute={mute} key={`${mute.kind} ${mute.name} ${mute.since}`} />
        ))}
      </ul>
      {mutesLeftOut > 0 ? <p class="quiet">{words.more(numberIn(mutesLeftOut, words))}</p> : null}
      {held.affected > 0 ? (
        <details class="fold">
          <summary>{heldBack}</summary>
          <Members view={held} />
        </details>
      ) : null}
    </section>
  );
}

function Mute({ mute }: { readonly mute: MuteView }) {
  const { words } = useContext(Around);
  const { kind, name, since, until, matches, held } = mute;
  return (
    <li>
      <span class="badge">{words.muteKind[kind]}</span> <Outside text={name} />{' '}
      <span class="quiet">
        <Instant iso={since} brief />{' '}
        {until === null ? (
          words.untilRecovered
        ) : (
          <>
            {words.until} <Instant iso={until} />
          </>
        )}
        {' · '}
        <Outside text={matches || words.matchesAll} />
        {held > 0 ? ` · ${words.heldBack(numberIn(held, words))}` : ''}
      </span>
    </li>
  );
}
