import { hydrate } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { StatusDocument } from '../../lib/status/document.ts';
import { App, headlineOf, type Place } from '../app.tsx';
import type { Past, Why } from '../past.ts';
import { wordsIn } from '../surroundings.ts';
import { durationOf } from '../times.tsx';
import { heldPlace } from './held-place.ts';
import { steady } from './steady.ts';
import { stepsTo } from './steps.ts';

interface First {
  readonly status: StatusDocument;
  readonly place: Place;
  readonly past?: Past;
  readonly why?: Why;
}

const POLL_MS = 10_000;
/** After this long, no answer will come. */
const PATIENCE_MS = 15_000;

/** What the page knows in addition to the document. */
interface Shown {
  readonly status: StatusDocument;
  readonly trouble: string;
  readonly news: string;
}

/** The page as sent by the server, kept up to date while somebody looks at it. */
function Live({ status: first, place, past, why }: First) {
  const [shown, setShown] = useState<Shown>({ status: first, trouble: '', news: '' });
  const [isAlive, live] = useState(false);
  const held = useRef(() => {});
  useLayoutEffect(() => held.current(), [shown]);
  useEffect(() => {
    live(true);
    return keepUpToDate(place, first, (change) => {
      held.current = heldPlace();
      setShown((before) => ({ ...before, ...change }));
    });
  }, []);
  return <App {...shown} place={place} past={past} why={why} isAlive={isAlive} />;
}

type Show = (change: Partial<Shown>) => void;

/** Asks repeatedly while the page is visible. @returns a function that stops it */
function keepUpToDate(place: Place, first: StatusDocument, show: Show): () => void {
  const words = wordsIn[first.language];
  let status = first;
  let reachedMs = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  const take = async (answer: StatusDocument) => {
    reachedMs = performance.now();
    const before = status;
    status = steady(before, answer);
    document.title = titleOf(status);
    const news = newsOf(before, status);
    for (const step of stepsTo(status, before)) {
      show({ status: step, trouble: '', ...(news === '' ? {} : { news }) });
      await turnOfTheReader();
    }
  };
  const ask = async () => {
    clearTimeout(timer);
    if (isAsking) return;
    isAsking = true;
    const answer = await statusOf(place, first.language);
    if (typeof answer === 'object') await take(answer);
    else {
      const age = durationOf((performance.now() - reachedMs) / 1_000, words);
      show({ trouble: answer === 401 ? words.sessionOver : words.stale(age) });
    }
    isAsking = false;
    if (isVisible()) timer = setTimeout(ask, POLL_MS);
  };
  const look = () => (isVisible() ? void ask() : clearTimeout(timer));
  document.addEventListener('visibilitychange', look);
  timer = setTimeout(ask, POLL_MS);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}

/** Lets the browser draw, scroll and take keys before more is done. */
function turnOfTheReader(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** The current document, or the HTTP status if there is none; 0 when nothing was received. */
async function statusOf({ root, cause }: Place, language: string): Promise<StatusDocument | number> {
  const query = new URLSearchParams({ lang: language, ...(cause === undefined ? {} : { cause }) });
  try {
    const response = await fetch(`${root}api/v1/status?${query}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    // that a cause is not open is an answer, too
    const isAnswer = response.ok || (response.status === 404 && cause !== undefined);
    return isAnswer ? await response.json() : response.status;
  } catch {
    return 0;
  }
}

/** What a reader who cannot see the page has to be told; nothing when the same causes are open. */
function newsOf(before: StatusDocument, after: StatusDocument): string {
  const keys = new Set(before.causes.map(({ key }) => key));
  const added = after.causes.filter(({ key }) => !keys.has(key)).map(({ text }) => text.title);
  const gone = Math.max(0, before.open.causes - (after.open.causes - added.length));
  return added.length + gone === 0 ? '' : wordsIn[after.language].changed(headlineOf(after), added.slice(0, 3), gone);
}

function titleOf(status: StatusDocument): string {
  return `${headlineOf(status)} · relaywatch`;
}

const root = document.getElementById('root');
const first = document.getElementById('status')?.textContent;
if (root && first) {
  hydrate(<Live {...(JSON.parse(first) as First)} />, root);
}
