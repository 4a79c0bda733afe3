import { useMemo } from 'preact/hooks';
import type { StatusDocument } from '../lib/status/document.ts';
import { Fleet } from './fleet.tsx';
import { Health } from './health.tsx';
import { LookingBack } from './looking-back.tsx';
import { Now, OneCause } from './now.tsx';
import type { Past, Why } from './past.ts';
import { Around, Moment, wordsIn } from './surroundings.ts';
import { Instant } from './times.tsx';
import { useToday } from './today.ts';
import { WhyPage } from './why.tsx';
import type { Words } from './words/words.ts';

/** The pages that there are. */
export type PageName = 'now' | 'fleet' | 'cause' | 'history' | 'reliability' | 'explain';

/** What differs between addresses. */
export interface Place {
  readonly page: PageName;
  /** For the page `cause`: its key. */
  readonly cause?: string;
  /** Where the page's address begins, relative to this page: `./` or `../`. */
  readonly root: string;
  /** What was chosen on this page, as a query: links that only change the language keep it. */
  readonly query?: string;
  /** What forms are sent with; absent where nothing may be changed. */
  readonly proof?: string;
}

export interface AppProps {
  readonly status: StatusDocument;
  readonly place: Place;
  /** On pages that look back, and for a cause that is not open. It stays as it was when the page was loaded. */
  readonly past?: Past | undefined;
  /** Of a cause, and on the page that explains; it stays as it was, too. */
  readonly why?: Why | undefined;
  readonly isAlive?: boolean;
  /** A sentence about why the page is not up to date. */
  readonly trouble?: string;
  /** What a screen reader announces when something has changed. */
  readonly news?: string;
}

/** Everything that a reader sees of the page. */
export function App({ status, place, past, why, isAlive = false, trouble = '', news = '' }: AppProps) {
  const words = wordsIn[status.language];
  const { page, root, proof = null } = place;
  const today = useToday(status.at);
  const around = useMemo(() => ({ words, today, root, isAlive, proof }), [words, today, root, isAlive, proof]);
  return (
    <Around.Provider value={around}>
      <Moment.Provider value={status.at}>
        <a class="skip" href="#main">
          {words.skip}
        </a>
        <Header status={status} place={place} words={words} />
        <main id="main" tabIndex={-1}>
          <p class="trouble" role="status">
            {trouble}
          </p>
          <p class="unseen" aria-live="polite">
            {news}
          </p>
          <h1 class={headlineClass(status)}>{headlineOf(status)}</h1>
          <Health monitor={status.monitor} />
          {page === 'fleet' ? <Fleet fleet={status.fleet} /> : null}
          {page === 'now' ? <Now status={status} /> : null}
          {page === 'cause' ? <OneCause status={status} past={past} why={why} /> : null}
          {page === 'history' || page === 'reliability' ? <LookingBack past={past} page={page} /> : null}
          {page === 'explain' ? <WhyPage why={why} /> : null}
        </main>
      </Moment.Provider>
    </Around.Provider>
  );
}

/** The first words of the page, also used in the window's title. */
export function headlineOf({ open, monitor, language }: StatusDocument): string {
  return wordsIn[language].headline(open, monitor.lastSweep === null);
}

function headlineClass({ open, monitor }: StatusDocument): string {
  if (open.critical > 0) return 'critical';
  if (open.causes > 0) return 'warning';
  return monitor.problems.length > 0 ? 'doubtful' : 'fine';
}

interface HeaderProps {
  readonly status: StatusDocument;
  readonly place: Place;
  readonly words: Words;
}

function Header({ status, place: { page, root, query = '' }, words }: HeaderProps) {
  const pages = [
    { name: 'now', href: root, text: words.now },
    { name: 'fleet', href: `${root}fleet`, text: words.fleet },
    { name: 'history', href: `${root}history`, text: words.past.history },
    { name: 'reliability', href: `${root}reliability`, text: words.past.reliability },
    { name: 'explain', href: `${root}explain`, text: words.why.page },
  ] as const;
  const inLanguage = (language: string) => `?${query === '' ? '' : `${query}&`}lang=${language}`;
  return (
    <header>
      <span class="brand">relaywatch</span>
      <nav aria-label={words.pages}>
        {pages.map(({ name, href, text }) => (
          <a href={href} aria-current={page === name ? 'page' : undefined} key={name}>
            {text}
          </a>
        ))}
      </nav>
      <span class="asof">
        {words.updated} <Instant iso={status.at} />
      </span>
      <nav class="languages" aria-label={words.languages}>
        <a href={inLanguage('en')} lang="en" hreflang="en" aria-current={status.language === 'en' ? 'true' : undefined}>
          English
        </a>
        <a
          href={inLanguage('zh')}
          lang="zh-CN"
          hreflang="zh-CN"
          aria-current={status.language === 'zh' ? 'true' : undefined}
        >
          中文
        </a>
      </nav>
    </header>
  );
}
