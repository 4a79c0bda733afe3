import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { LostView, ReliabilityDocument, TimesView } from '../lib/status/past-documents.ts';
import { Fact } from './health.tsx';
import { Outside } from './outside.tsx';
import { Around } from './surroundings.ts';
import { durationOf, numberIn } from './times.tsx';
import type { Words } from './words/words.ts';

/** How well relays ran, and how well relaywatch did its work: the figures of `relaywatch report`. */
export function Reliability({ document }: { readonly document: ReliabilityDocument }) {
  const { words } = useContext(Around);
  const { detect, repair, availability, journal, noise } = document;
  const { past } = words;
  return (
    <>
      <Card title={past.availability}>
        <dl class="facts figures">
          <Figure name={past.share} value={percentOf(availability.share, words)} />
          <Figure name={past.lost} value={past.minutes(minutesOf(availability.lostSeconds, words))} />
        </dl>
        <p class="quiet">{past.availabilityText}</p>
      </Card>
      <Card title={past.detect}>
        <Times times={detect} />
        <p class="quiet">{past.detectText}</p>
      </Card>
      <Card title={past.repair}>
        <Times times={repair} />
      </Card>
      <Card title={past.monitor}>
        <dl class="facts figures">
          <Figure name={past.watched} value={percentOf(journal.watched, words)} />
          <Figure name={past.sweeps} value={numberIn(journal.sweeps, words)} />
        </dl>
      </Card>
      <Card title={past.pages}>
        <dl class="facts figures">
          <Figure name={past.pagesPerCause} value={decimalOf(noise.pagesPerCause, words)} />
          <Figure name={past.pagesInAll} value={numberIn(noise.pages, words)} />
          <Figure name={past.causesPerDay} value={decimalOf(noise.causesPerDay, words)} />
        </dl>
        <p class="quiet">{past.pagesText}</p>
        {noise.byChannel.length > 0 ? <Channels byChannel={noise.byChannel} /> : null}
      </Card>
      <Card title={past.worstRelays}>
        <Worst lost={availability.worstRelays} name={past.columns.relay} />
      </Card>
      <Card title={past.worstDestinations}>
        <Worst lost={availability.worstDestinations} name={past.destination} />
      </Card>
    </>
  );
}

function Card({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="card">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <Fact name={name}>
      <b>{value}</b>
    </Fact>
  );
}

function Times({ times }: { readonly times: TimesView }) {
  const { words } = useContext(Around);
  const { figures, unknownFigure } = words.past;
  const text = (seconds: number | null) => (seconds === null ? unknownFigure : durationOf(seconds, words));
  return (
    <dl class="facts figures">
      <Figure name={figures.median} value={text(times.median)} />
      <Figure name={figures.p90} value={text(times.p90)} />
      <Figure name={figures.max} value={text(times.max)} />
      <Figure name={figures.count} value={numberIn(times.count, words)} />
    </dl>
  );
}

function Channels({ byChannel }: { readonly byChannel: ReliabilityDocument['noise']['byChannel'] }) {
  const { words } = useContext(Around);
  const { past } = words;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{past.channel}</th>
          <th scope="col">{past.pages}</th>
          <th scope="col">{past.notTaken}</th>
        </tr>
      </thead>
      <tbody>
        {byChannel.map(({ channel, pages, refused }) => (
          <tr key={channel}>
            <th scope="row">
              <Outside text={channel} most={40} />
            </th>
            <td>{numberIn(pages, words)}</td>
            <td>{numberIn(refused, words)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Worst({ lost, name }: { readonly lost: readonly LostView[]; readonly name: string }) {
  const { words } = useContext(Around);
  const { past } = words;
  const most = Math.max(1, ...lost.map(({ lostSeconds }) => lostSeconds));
  if (lost.length === 0) return <p>{past.lostNothing}</p>;
  return (
    <table class="worst">
      <thead>
        <tr>
          <th scope="col">{name}</th>
          <th scope="col">{past.columns.relays}</th>
          <th scope="col">{past.lost}</th>
        </tr>
      </thead>
      <tbody>
        {lost.map((one) => (
          <tr key={one.name}>
            <th scope="row">
              <Outside text={one.name} />
            </th>
            <td>{numberIn(one.relays, words)}</td>
            <td>
              {past.minutes(minutesOf(one.lostSeconds, words))}
              <svg height={6} aria-hidden="true">
                <rect class="bar critical" width={`${Math.round((one.lostSeconds / most) * 100)}%`} height={6} />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** More than binary numbers are wrong by, and less than the loss of one second in a year of a million relays. */
const ROUNDING = 1e-9;

/** Never 100 % when something was lost. */
function percentOf(share: number | null, words: Words): string {
  if (share === null) return words.past.unknownFigure;
  const percent = Math.floor(share * 100_000 + ROUNDING) / 1_000;
  return `${percent.toLocaleString(words.language, { minimumFractionDigits: 3 })}%`;
}

function minutesOf(seconds: number, { language }: Words): string {
  return (seconds / 60).toLocaleString(language, { maximumFractionDigits: 1 });
}

function decimalOf(value: number | null, words: Words): string {
  return value === null ? words.past.unknownFigure : value.toLocaleString(words.language, { maximumFractionDigits: 1 });
}
