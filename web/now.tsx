import { useContext } from 'preact/hooks';
import type { MuteView, StatusDocument } from '../lib/status/document.ts';
import { Cause } from './cause.tsx';
import { Members } from './members.tsx';
import { Outside } from './outside.tsx';
import { Around } from './surroundings.ts';
import { Instant, numberIn } from './times.tsx';

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

/** A single cause, in full. */
export function OneCause({ status }: { readonly status: StatusDocument }) {
  const { words, root } = useContext(Around);
  const [cause] = status.causes;
  return (
    <section aria-labelledby="causes">
      <h2 id="causes">{cause ? words.openCauses : words.causeOver}</h2>
      {cause ? <Cause cause={cause} extent="all" key={cause.key} /> : <p>{words.causeOverText}</p>}
      <p>
        <a href={root}>{words.allCauses}</a>
      </p>
    </section>
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
