import { Settings } from 'luxon';

/**
 * Has luxon take one locale instead of asking for the machine's: that loads the data of all locales, some 20 ms of a cold
 * start, and no text of ours depends on it. For the entry of a function, before the first instant.
 */
export function useFixedLocale(): void {
  Settings.defaultLocale = 'en-US';
}
