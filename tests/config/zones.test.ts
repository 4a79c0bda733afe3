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
    'Etc/GMT',
    'US/Pacific',
    'Mexico/General',
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

  it.each([
    ['Cuba', 'America/Havana'],
    ['Egypt', 'Africa/Cairo'],
    ['Eire', 'Europe/Dublin'],
    ['GB', 'Europe/London'],
    ['GB-Eire', 'Europe/London'],
    ['Greenwich', 'UTC'],
    ['Hongkong', 'Asia/Hong_Kong'],
    ['Iceland', 'Atlantic/Reykjavik'],
    ['Iran', 'Asia/Tehran'],
    ['Israel', 'Asia/Jerusalem'],
    ['Jamaica', 'America/Jamaica'],
    ['Japan', 'Asia/Tokyo'],
    ['japan', 'Asia/Tokyo'],
    ['Kwajalein', 'Pacific/Kwajalein'],
    ['Libya', 'Africa/Tripoli'],
    ['Navajo', 'America/Denver'],
    ['NZ', 'Pacific/Auckland'],
    ['NZ-CHAT', 'Pacific/Chatham'],
    ['Poland', 'Europe/Warsaw'],
    ['Portugal', 'Europe/Lisbon'],
    ['PRC', 'Asia/Shanghai'],
    ['ROC', 'Asia/Taipei'],
    ['ROK', 'Asia/Seoul'],
    ['Singapore', 'Asia/Singapore'],
    ['Turkey', 'Europe/Istanbul'],
    ['UCT', 'UTC'],
    ['Universal', 'UTC'],
    ['W-SU', 'Europe/Moscow'],
    ['Zulu', 'UTC'],
  ])('is not an old name of one: %s', (zone, name) => {
    expect(zoneProblem(zone)).toBe(`an IANA time zone, not an old name: ${name}`);
    expect(looksLikeZone(zone)).toBe(true);
  });

  it.each(['ACT', 'CTT', 'vst', 'PLT', 'XYZT', 'Factory', 'local'])(
    'is no word that means no one place: %s',
    (zone) => {
      expect(zoneProblem(zone)).toMatch(/^an IANA time zone such as Europe\/Berlin or Asia\/Shanghai/);
    },
  );

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
    expect(zoneProblem(zone)).toMatch(/not an offset, which has no summer time$/);
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
