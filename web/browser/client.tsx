import { hydrate } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { StatusDocument } from '../../lib/status/document.ts';
import { App, headlineOf, type Place } from '../app.tsx';
import type { Past, Why } from '../past.ts';
import { wordsIn } from '../surroundings.ts';
import { durationOf } from '../times.tsx';

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
  const [shown, show] = useState<Shown>({ status: first, trouble: '', news: '' });
  const [isAlive, live] = useState(false);
  useEffect(() => {
    live(true);
    return keepUpToDate(place, first, show);
  }, []);
  return <App {...shown} place={place} past={past} why={why} isAlive={isAlive} />;
}

type Show = (change: (before: Shown) => Shown) => void;

/** Asks repeatedly while the page is visible. @returns a function that stops it */
function keepUpToDate(place: Place, { language }: StatusDocument, show: Show): () => void {
  let reachedMs = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const words = wordsIn[language];
  const ask = async () => {
    clearTimeout(timer);
    const answer = await statusOf(place, language);
    if (typeof answer === 'object') {
      reachedMs = performance.now();
      document.title = titleOf(answer);
      show((before) => ({ status: answer, trouble: '', news: newsOf(before.status, answer) || before.news }));
    } else {
      const age = durationOf((performance.now() - reachedMs) / 1_000, words);
      const trouble = answer === 401 ? words.sessionOver : words.stale(age);
      show((before) => ({ ...before, trouble }));
    }
    timer = setTimeout(ask, POLL_MS);
  };
  const look = () => (document.visibilityState === 'visible' ? void ask() : clearTimeout(timer));
  document.addEventListener('visibilitychange', look);
  timer = setTimeout(ask, POLL_MS);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
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
