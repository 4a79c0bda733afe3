import { useContext } from 'preact/hooks';
import type { CauseView } from '../lib/status/document.ts';
import { Fact } from './health.tsx';
import { Outside } from './outside.tsx';
import { shortened } from './shortened.ts';
import { Around } from './surroundings.ts';
import { Instant } from './times.tsx';

interface Props {
  readonly cause: CauseView;
}

/** Who works on a cause, and who keeps it quiet. */
export function ActsSoFar({ cause: { acknowledged, silences } }: Props) {
  const { words } = useContext(Around);
  const { acting } = words;
  return (
    <>
      {acknowledged === null ? null : (
        <Fact name={acting.acknowledged}>
          <By by={acknowledged.by} at={acknowledged.at} comment={acknowledged.comment} />
        </Fact>
      )}
      {silences.map(({ id, by, since, until, comment }) => (
        <Fact name={acting.silenced} key={id}>
          <By by={by} at={since} comment={comment} />{' '}
          <span class="quiet">
            {until === null ? (
              words.untilRecovered
            ) : (
              <>
                {words.until} <Instant iso={until} />
              </>
            )}
          </span>
        </Fact>
      ))}
    </>
  );
}

interface Done {
  readonly by: string;
  readonly at: string;
  readonly comment: string;
}

function By({ by, at, comment }: Done) {
  const { words } = useContext(Around);
  return (
    <>
      {by === '' ? null : <Outside text={words.acting.by(by)} />} <Instant iso={at} />
      {comment === '' ? null : (
        <>
          {' '}
          <Outside text={comment} />
        </>
      )}
    </>
  );
}

/** What on-call can do about a cause; nothing where the page may change nothing. */
export function Acting({ cause }: Props) {
  const { words, proof } = useContext(Around);
  const { acting } = words;
  if (proof === null || !(cause.canAcknowledge || cause.silenceMatches !== null || cause.silences.length > 0))
    return null;
  return (
    <form class="acting" method="post" aria-label={acting.title}>
      <input type="hidden" name="proof" value={proof} />
      <div class="fields">
        <label>
          {acting.who}
          <input name="who" required maxLength={60} autocomplete="name" />
        </label>
        <label>
          {acting.comment}
          <input name="comment" maxLength={500} autocomplete="off" />
        </label>
      </div>
      <Acknowledge cause={cause} />
      <Silence cause={cause} />
    </form>
  );
}

function Acknowledge({ cause: { canAcknowledge, acknowledged, acknowledgeAlsoIn } }: Props) {
  const { acting } = useContext(Around).words;
  if (!canAcknowledge) return null;
  return (
    <fieldset>
      <legend>{acting.acknowledge}</legend>
      <p>{acting.acknowledgeMeans}</p>
      {acknowledgeAlsoIn.map((channel) => (
        <p key={channel}>
          <bdi>{acting.alsoIn(channel)}</bdi>
        </p>
      ))}
      <button type="submit" name="do" value={acknowledged === null ? 'ack' : 'ack-undo'}>
        {acknowledged === null ? acting.acknowledge : acting.undo}
      </button>
    </fieldset>
  );
}

function Silence({ cause: { silenceMatches, silences } }: Props) {
  const { acting } = useContext(Around).words;
  if (silenceMatches === null && silences.length === 0) return null;
  return (
    <fieldset>
      <legend>{acting.silence}</legend>
      {silenceMatches === null ? null : <NewSilence matches={silenceMatches} />}
      {silences.map(({ id, comment }) => (
        <button type="submit" name="do" value={`silence-end:${id}`} key={id}>
          <bdi>{acting.endSilence(comment === '' ? id : shortened(comment, 60))}</bdi>
        </button>
      ))}
    </fieldset>
  );
}

function NewSilence({ matches }: { readonly matches: string }) {
  const { acting } = useContext(Around).words;
  const choices = [
    { value: '1h', text: acting.oneHour },
    { value: '4h', text: acting.fourHours },
    { value: 'until', text: acting.untilTime },
  ];
  return (
    <>
      <p>
        <bdi>{acting.silenceMeans(matches)}</bdi>
      </p>
      <div class="fields" role="radiogroup" aria-label={acting.silenceFor}>
        {choices.map(({ value, text }) => (
          <label class="choice" key={value}>
            <input type="radio" name="for" value={value} defaultChecked={value === '1h'} /> {text}
          </label>
        ))}
        <label>
          {acting.untilUtc}
          <input type="datetime-local" name="until" />
        </label>
      </div>
      <button type="submit" name="do" value="silence">
        {acting.silence}
      </button>
    </>
  );
}
