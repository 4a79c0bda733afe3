import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { ChannelView, LapView, LastSweep, MonitorHealth } from '../lib/status/document.ts';
import { Outside } from './outside.tsx';
import { Around } from './surroundings.ts';
import { durationOf, Instant, numberIn } from './times.tsx';

/** Whether the monitor itself is well: at the top, since everything below depends on it. */
export function Health({ monitor }: { readonly monitor: MonitorHealth }) {
  const { words } = useContext(Around);
  const { problems, lastSweep, lap, sweepingNow, channels, blind } = monitor;
  return (
    <section class={`health ${problems.length > 0 ? 'ill' : 'well'}`} aria-labelledby="monitor">
      <h2 id="monitor">{problems.length > 0 ? words.monitor : words.monitorWell}</h2>
      {problems.length > 0 ? (
        <ul class="problems">
          {problems.map((problem) => (
            <li key={problem}>
              {problem === 'incomplete' && lap ? words.lap.problem(lap.last === null) : words.problem[problem]}
              {problem === 'blind'
                ? blind.map(({ reason, since }) => (
                    <span class="spot" key={reason}>
                      <code>
                        <Outside text={reason} />
                      </code>{' '}
                      <Instant iso={since} brief />
                    </span>
                  ))
                : null}
            </li>
          ))}
        </ul>
      ) : null}
      <dl class="facts">
        <Fact name={words.lastSweep}>
          {lastSweep ? (
            <>
              <b>{words.ago(durationOf(lastSweep.ageSeconds, words))}</b> <Instant iso={lastSweep.at} />
            </>
          ) : (
            words.never
          )}
          {sweepingNow ? <span class="quiet"> · {words.sweepingNow}</span> : null}
        </Fact>
        {lastSweep ? <SweepFacts sweep={lastSweep} lap={lap} /> : null}
        {lap ? <LapFacts lap={lap} /> : null}
        <Fact name={words.channels}>
          {channels.length === 0 ? words.noChannels : null}
          <ul class="chips">
            {channels.map((channel) => (
              <Channel channel={channel} key={channel.name} />
            ))}
          </ul>
        </Fact>
      </dl>
    </section>
  );
}

function SweepFacts({ sweep, lap }: { readonly sweep: LastSweep; readonly lap: LapView | null }) {
  const { words } = useContext(Around);
  const { complete, exact, overlooked, pagesPerSecond, limitPerSecond, throttled } = sweep;
  const coverage = exact ? words.exact : words.complete(numberIn(overlooked, words));
  const lacking = lap && lap.last === null ? words.lap.first : words.incomplete;
  return (
    <>
      <Fact name={words.coverage}>{complete ? coverage : lacking}</Fact>
      <Fact name={words.pace}>
        {words.pagesASecond(numberIn(pagesPerSecond, words), numberIn(limitPerSecond, words))}
        {throttled > 0 ? `, ${words.throttled(numberIn(throttled, words))}` : ''}
      </Fact>
    </>
  );
}

/** Where a sweep reads only a part, what counts is the lap. */
function LapFacts({ lap }: { readonly lap: LapView }) {
  const { words } = useContext(Around);
  const { pagesRead, pagesToRead, ageSeconds, last, seenWithinSeconds } = lap;
  return (
    <>
      <Fact name={words.lap.underWay}>
        {words.lap.pages(numberIn(pagesRead, words), numberIn(pagesToRead, words))}{' '}
        <span class="quiet">· {words.lap.forSoLong(durationOf(ageSeconds, words))}</span>
      </Fact>
      <Fact name={words.lap.last}>
        {last ? (
          <>
            <b>{words.ago(durationOf(last.ageSeconds, words))}</b> <Instant iso={last.endedAt} />{' '}
            <span class="quiet">· {words.lap.took(durationOf(last.seconds, words))}</span>
          </>
        ) : (
          words.never
        )}
      </Fact>
      <Fact name={words.lap.seenWithin}>
        {seenWithinSeconds === null ? words.lap.unknown : durationOf(seenWithinSeconds, words)}
      </Fact>
    </>
  );
}

function Channel({ channel }: { readonly channel: ChannelView }) {
  const { words } = useContext(Around);
  const { name, state, brokenSince, problem } = channel;
  return (
    <li class={`chip ${state}`}>
      <Outside text={name} most={40} /> <b>{words.channelState(channel)}</b>{' '}
      {brokenSince ? <Instant iso={brokenSince} brief /> : null} {problem ? <Outside text={problem} /> : null}
    </li>
  );
}

/** A name and its value. */
export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
