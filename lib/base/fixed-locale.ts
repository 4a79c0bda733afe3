import { Settings } from 'luxon';

/**
 * Makes luxon use a fixed locale instead of asking for the machine's. That would load the data of all locales, some 20
 * ms of a cold start, and none of our texts depends on it. To be called by the entry point of a function, before the
 * first instant is created.
 */
export function useFixedLocale(): void {
  Settings.defaultLocale = 'en-US';
}
