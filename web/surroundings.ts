import { createContext } from 'preact';
import { en } from './words/en.ts';
import type { Words } from './words/words.ts';
import { zh } from './words/zh.ts';

/** What any part of the page may need. */
export interface Surroundings {
  readonly words: Words;
  /** A time of today, as the reader and UTC count days: what happened on another day is shown with its date. */
  readonly today: string;
  /** Where the page's address begins, relative to this page: `./` or `../`. */
  readonly root: string;
  /** The reader's time zone is only known in the browser, once the page's script is running. */
  readonly isAlive: boolean;
  /** What forms are sent with; null where nothing may be changed. */
  readonly proof: string | null;
}

export const wordsIn = { en, zh } as const;

export const Around = createContext<Surroundings>({ words: en, today: '', root: './', isAlive: false, proof: null });

/**
 * When the document was created. It changes with each refresh, and what counts from it is drawn anew; therefore it is not part of
 * what everything depends on.
 */
export const Moment = createContext('');
