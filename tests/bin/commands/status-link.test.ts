import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { isSigned } from '../../../lib/status/access.ts';
import { configFile, relaywatch, useCommandLine } from '../command-line.ts';

useCommandLine();

const TOKEN = 'the-token-of-the-page-4711';
const CONFIG = {
  live: { regions: ['cn-shanghai'] },
  alerts: [{ type: 'webhook', url: `\${HOOK_URL}` }],
  status: { token: `\${STATUS_TOKEN}`, url: 'https://watch.example.com/page' },
};

async function linked(args: readonly string[], config: object = CONFIG) {
  const env = { STATUS_TOKEN: TOKEN };
  return relaywatch(['status-link', '--config', await configFile(config), ...args], env);
}

/** The key of a printed link. */
const keyOf = (printed: string) => new URL(printed.trim()).searchParams.get('key') ?? '';

describe('relaywatch status-link', () => {
  it('prints a link that opens the page for an hour, and needs no variable but the token', async () => {
    const { code, stdout, stderr } = await linked([]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^https:\/\/watch\.example\.com\/page\/\?key=\d+\.[\w-]{43}\n$/);
    expect(stderr).toMatch(/^it can be used until \d{4}-.*Z and opens the page for 12 hours\n$/);
    expect(stdout + stderr).not.toContain(TOKEN);
    const now = DateTime.utc();
    expect(isSigned('link', keyOf(stdout), { token: TOKEN }, now)).toBe(true);
    expect(isSigned('link', keyOf(stdout), { token: TOKEN }, now.plus({ minutes: 59 }))).toBe(true);
    expect(isSigned('link', keyOf(stdout), { token: TOKEN }, now.plus({ minutes: 61 }))).toBe(false);
  });

  it('prints the link and its end as JSON, and nothing else', async () => {
    const { code, stdout, stderr } = await linked(['--json', '--until', '15m']);
    const told = JSON.parse(stdout) as { link: string; until: string; sessionHours: number };
    expect({ code, stderr, keys: Object.keys(told) }).toEqual({
      code: 0,
      stderr: '',
      keys: ['link', 'until', 'sessionHours'],
    });
    expect(told.sessionHours).toBe(12);
    const until = DateTime.fromISO(told.until, { zone: 'utc' });
    expect(Math.abs(until.diffNow('minutes').minutes - 15)).toBeLessThan(2);
    expect(isSigned('link', keyOf(told.link), { token: TOKEN }, DateTime.utc())).toBe(true);
  });

  it('takes another address and another end', async () => {
    const { stdout } = await linked(['--url', 'https://other.example.com/', '--until', '15m']);
    expect(stdout).toMatch(/^https:\/\/other\.example\.com\/\?key=/);
    const inTwenty = DateTime.utc().plus({ minutes: 20 });
    expect(isSigned('link', keyOf(stdout), { token: TOKEN }, inTwenty)).toBe(false);
  });

  it.each([
    ['an end that is past', ['--until', '2020-01-01T00:00:00Z'], CONFIG, /--until must lie ahead/],
    ['an end that is far away', ['--until', '8d'], CONFIG, /--until must be at most 7 days ahead/],
    ['an address that is none', ['--url', 'watch'], CONFIG, /--url must be a URL/],
    ['no address', [], { ...CONFIG, status: { token: TOKEN } }, /where is the page\? Say status\.url/],
    ['no token', [], { ...CONFIG, status: undefined }, /has no status: section, and therefore no token/],
  ] as const)('says what is missing with %s', async (_, args, config, sentence) => {
    const { code, stdout, stderr } = await linked(args, config);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });
});
