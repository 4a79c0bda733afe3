import { createContext } from 'preact';
import { en } from './words/en.ts';
import type { Words } from './words/words.ts';
import { zh } from './words/zh.ts';

/** What any part of the page may need. */
export interface Surroundings {
  readonly words: Words;
  /** When the document was created. */
  readonly at: string;
  /** Where the page's address begins, relative to this page: `./` or `../`. */
  readonly root: string;
  /** The reader's time zone is only known in the browser, once the page's script is running. */
  readonly isAlive: boolean;
  /** What forms are sent with; null where nothing may be changed. */
  readonly proof: string | null;
}

export const wordsIn = { en, zh } as const;

export const Around = createContext<Surroundings>({ words: en, at: '', root: './', isAlive: false, proof: null });
