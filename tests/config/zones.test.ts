import { describe, expect, it } from 'vitest';
import { ZONES_OF_ABBREVIATION } from '../../lib/config/zone-abbreviations.ts';
import { looksLikeZone, zoneProblem } from '../../lib/config/zones.ts';

describe('a time zone', () => {
  it.each([
    'UTC',
    'Etc/UTC',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'Europe/Berlin',
    'asia/shanghai',
    'PRC',
    'GB',
    'Japan',
    'US/Pacific',
  ])('may be called %s', (zone) => {
    expect(zoneProblem(zone)).toBe(null);
  });

  it.each([
    ['IST', 'Asia/Kolkata (India), Europe/Dublin (Ireland) or Asia/Jerusalem (Israel)'],
    ['cst', 'Asia/Shanghai (China), America/Chicago (United States) or America/Havana (Cuba)'],
    ['EST', 'America/New_York'],
    ['CET', 'Europe/Berlin'],
    ['GMT', 'UTC, or Europe/London, whose clocks change'],
  ])('is no abbreviation: %s', (zone, names) => {
    expect(zoneProblem(zone)).toBe(`an IANA time zone, not an abbreviation: ${names}`);
    expect(looksLikeZone(zone)).toBe(true);
  });

  it('is named for each abbreviation as this machine knows it', () => {
    for (const zones of Object.values(ZONES_OF_ABBREVIATION)) {
      const named = zones.match(/UTC|[A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z_]+)+/g) ?? [];
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((zone) => zoneProblem(zone) !== null)).toEqual([]);
    }
  });

  it.each([
    ['Asia/Shangai', 'Asia/Shanghai'],
    ['Europe/Berln', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    ['Shanghai', 'Asia/Shanghai'],
    ['America/New York', 'America/New_York'],
  ])('that is misspelt is recognized: %s', (zone, near) => {
    expect(zoneProblem(zone)).toMatch(new RegExp(`; did you mean ${near}\\?$`));
    expect(looksLikeZone(zone)).toBe(true);
  });

  it.each(['+08:00', 'UTC+8', 'GMT-3', '8', '-0330'])('is no offset: %s', (zone) => {
    expect(zoneProblem(zone)).toMatch(/not an offset, which has no summer$/);
    expect(looksLikeZone(zone)).toBe(true);
  });

  it.each(['https://hooks.example.com/x', 'Canary7f3e9b', 'Asia/x?token=1', ''])(
    'is not shown when it may be something else: %s',
    (text) => {
      expect(zoneProblem(text)).not.toBe(null);
      expect(looksLikeZone(text)).toBe(false);
    },
  );
});
