import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../lib/base/time.ts';
import type { ChangeEntry, JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { createFileJournal } from '../../lib/state/file/file-journal.ts';
import { configure, functionCompute, invoke, surroundings } from './handler-run.ts';
import { type Asked, FORMS, linkKey, quietly, TOKEN } from './status-call.ts';

const HOST = 'status.example.com';
const OWN = { host: HOST, origin: `https://${HOST}`, 'sec-fetch-site': 'same-origin' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const [, onFc3] = FORMS[1] ?? FORMS[0] ?? ['', async () => expect.fail()];
type Ask = typeof onFc3;

/** A function whose second sweep found other relays stopped than its first, so that causes are open. */
async function inAnOutage(status: object = { token: TOKEN, allowWrites: true }) {
  const first = await surroundings({ seed: 1 });
  await configure(first, { status });
  await invoke(null, functionCompute());
  const around = { ...first, live: (await surroundings({ seed: 2 })).live };
  await configure(around, { status });
  await invoke(null, functionCompute());
  return around;
}

/** Somebody who came by a link, and looks at the first cause that can be acknowledged. */
async function onTheCause(ask: Ask) {
  const entry = await ask({ path: '/', query: { key: linkKey({ hours: 1 }) } });
  const cookie = entry.cookies[0]?.split(';')[0] ?? '';
  const { body } = await ask({ path: '/api/v1/status', headers: { cookie } });
  const { causes } = JSON.parse(body) as { causes: { key: string; canAcknowledge: boolean; acknowledged: unknown }[] };
  const path = `/cause/${causes.find(({ canAcknowledge }) => canAcknowledge)?.key}`;
  const page = async () => (await ask({ path, headers: { cookie } })).body;
  const proof = /name="proof" value="([^"]+)"/.exec(await page())?.[1] ?? '';
  const send = (fields: Readonly<Record<string, string>>, more: Partial<Asked> = {}) =>
    ask({
      path,
      method: 'POST',
      headers: { ...OWN, ...FORM, cookie },
      body: new URLSearchParams({ proof, who: 'Ana', ...fields }).toString(),
      ...more,
    });
  return { path, cookie, proof, page, send };
}

async function changesIn(folder: string): Promise<(ChangeEntry & JournalEntry)[]> {
  const now = systemClock.nowUtc();
  const changes: (ChangeEntry & JournalEntry)[] = [];
  for await (const one of createFileJournal(join(folder, 'state')).entries(
    now.minus({ hours: 1 }),
    now.plus({ hours: 1 }),
  ))
    if (one.kind === 'change') changes.push(one);
  return changes;
}

describe.each(FORMS)('what is written on the page, in the form of %s', (_, ask) => {
  it.each([true, false])('acknowledges a cause and takes it back; the body comes packed: %s', async (packed) => {
    const { folder } = await inAnOutage();
    const { path, page, send, cookie } = await onTheCause(ask);
    const key = path.slice('/cause/'.length);
    const reply = await send({ do: 'ack', comment: 'on the phone, 电话中' }, { packed });
    expect(reply).toMatchObject({ statusCode: 303, headers: { location: `./${key}` }, body: '' });
    const shown = await page();
    expect(shown).toMatch(/Acknowledged<\/dt>.*by Ana at.*on the phone, 电话中/s);
    expect(await send({ do: 'ack-undo', who: '王芳' }, { packed })).toMatchObject({ statusCode: 303 });
    // that it was is a part of the story, and no fact any more
    const undone = await page();
    expect(undone).not.toContain('Acknowledged</dt>');
    expect(undone).toMatch(/Ana<\/bdi> acknowledged it.*on the phone.*王芳<\/bdi> took the acknowledgement back/s);
    expect(await changesIn(folder)).toMatchObject([
      { what: 'ack', who: 'Ana', text: `${key}: on the phone, 电话中` },
      { what: 'ack-undo', who: '王芳', text: key },
    ]);
    const chinese = await ask({ path, headers: { cookie, 'accept-language': 'zh' } });
    expect(chinese.body).toContain('确认故障');
  });

  it('silences a cause for an hour, by what it is, and ends that', async () => {
    const { folder } = await inAnOutage();
    const { page, send } = await onTheCause(ask);
    expect(await send({ do: 'silence', for: '1h', comment: 'planned' })).toMatchObject({ statusCode: 303 });
    const [made] = await changesIn(folder);
    expect(made).toMatchObject({ what: 'silence-add', who: 'Ana', text: expect.stringContaining('planned') });
    const shown = await page();
    expect(shown).toMatch(/Silenced<\/dt>.*by Ana at.*planned/s);
    const [, id = ''] = /value="silence-end:(\w+)"/.exec(shown) ?? [];
    expect(made?.text.startsWith(id)).toBe(true);
    expect(await send({ do: `silence-end:${id}` })).toMatchObject({ statusCode: 303 });
    expect(await page()).not.toContain('silence-end:');
  });

  it('is refused where the configuration does not allow it, and no form is shown', async () => {
    const { folder } = await inAnOutage({ token: TOKEN });
    const { proof, page, send } = await onTheCause(ask);
    expect([proof, await page()]).toEqual(['', expect.not.stringContaining('<form')]);
    const refused = await send({ do: 'ack' });
    expect(refused).toMatchObject({ statusCode: 403, body: expect.stringContaining('status.allowWrites is off') });
    expect(await changesIn(folder)).toEqual([]);
  });
});

describe('a write on the page', () => {
  it('is refused to whoever does not come from a page that this session was shown', async () => {
    const { folder } = await inAnOutage();
    const { path, cookie, proof, send } = await onTheCause(onFc3);
    const { send: ofAnother } = await onTheCause(onFc3);
    const from = (headers: Readonly<Record<string, string>>) => ({ headers: { ...FORM, ...headers } });
    const { origin, host } = OWN;
    const refused: Record<string, Promise<{ statusCode: number; body: string }>> = {
      'no cookie': send({ do: 'ack' }, from(OWN)),
      'a token alone': send({ do: 'ack' }, from({ ...OWN, authorization: `Bearer ${TOKEN}` })),
      'a link alone': send({ do: 'ack' }, { ...from(OWN), query: { key: linkKey({ hours: 1 }) } }),
      'a link as a cookie': send({ do: 'ack' }, from({ ...OWN, cookie: `__Host-relaywatch=${linkKey({ hours: 1 })}` })),
      'no proof': send({ do: 'ack', proof: '' }),
      'the proof of nobody': send({ do: 'ack', proof: proof.replace(/^./, (one) => (one === 'A' ? 'B' : 'A')) }),
      'a link as proof': send({ do: 'ack', proof: linkKey({ hours: 1 }) }),
      'another origin': send({ do: 'ack' }, from({ cookie, host, origin: 'https://evil.example' })),
      'another port': send({ do: 'ack' }, from({ cookie, host, origin: `${origin}:8443` })),
      'an origin that hides': send({ do: 'ack' }, from({ cookie, host, origin: 'null' })),
      'no origin': send({ do: 'ack' }, from({ cookie, host })),
      'another site': send({ do: 'ack' }, from({ ...OWN, cookie, 'sec-fetch-site': 'cross-site' })),
      'a neighbouring site': send({ do: 'ack' }, from({ ...OWN, cookie, 'sec-fetch-site': 'same-site' })),
      'an own page in words, and another origin': send(
        { do: 'ack' },
        from({ ...OWN, cookie, origin: 'https://evil.example' }),
      ),
    };
    for (const [name, reply] of Object.entries(refused)) {
      const { statusCode, body } = await reply;
      expect([name, statusCode, body.startsWith('<!doctype html>')]).toEqual([name, 403, true]);
    }
    expect(await changesIn(folder)).toEqual([]);
    for (const method of ['GET', 'HEAD']) await send({ do: 'ack' }, { method });
    expect(await send({ do: 'ack' }, { method: 'PUT' })).toMatchObject({ statusCode: 405 });
    expect(await changesIn(folder)).toEqual([]);
    // an old browser says its origin alone
    expect(await send({ do: 'ack' }, from({ cookie, host, origin }))).toMatchObject({ statusCode: 303 });
    expect(await ofAnother({ do: 'ack-undo' })).toMatchObject({ statusCode: 303 });
    expect(path).toMatch(/^\/cause\//);
  });

  it('is refused when its form is not filled in, or larger than one of ours can be', async () => {
    const { folder } = await inAnOutage();
    const { send, cookie } = await onTheCause(onFc3);
    const bad: Readonly<Record<string, string>>[] = [
      { do: 'ack', who: '' },
      { do: 'ack', who: '  ' },
      { do: 'ack', who: 'x'.repeat(61) },
      { do: 'ack', who: 'A\nB' },
      { do: 'ack', comment: 'x'.repeat(501) },
      { do: '' },
      { do: 'destroy' },
      { do: 'silence' },
      { do: 'silence', for: 'until', until: '2020-01-01T00:00' },
      { do: 'silence', for: 'until', until: '2999-01-01T00:00' },
      { do: 'silence', for: 'until', until: 'tomorrow' },
    ];
    for (const fields of bad) expect([fields, (await send(fields)).statusCode]).toEqual([fields, 400]);
    expect(await send({ do: 'ack', comment: '火'.repeat(500) })).toMatchObject({ statusCode: 303 });
    expect(await send({ do: 'ack', more: 'x'.repeat(20_000) })).toMatchObject({ statusCode: 413 });
    const headers = { ...OWN, cookie, 'content-type': 'text/plain' };
    expect(await send({ do: 'ack' }, { headers })).toMatchObject({ statusCode: 415 });
    expect(await changesIn(folder)).toHaveLength(1);
  });

  it('of a name and a comment that mean harm stays text, and no key of the page is kept or logged', async () => {
    const { folder } = await inAnOutage();
    const { result, printed } = await quietly(async () => {
      const { page, send, cookie, proof } = await onTheCause(onFc3);
      await send({ do: 'ack', who: '<b>Ana</b>', comment: '</script><script>alert(1)</script>' });
      return { shown: await page(), cookie, proof };
    });
    expect(result.shown).not.toMatch(/<b>Ana|<script>alert/);
    const kept = JSON.stringify(await changesIn(folder));
    for (const secret of [TOKEN, result.proof, result.cookie.split('=')[1] ?? ''])
      expect([kept.includes(secret), printed.includes(secret)]).toEqual([false, false]);
    expect(result.shown).not.toContain(TOKEN);
    expect(result.shown).not.toContain(result.cookie.split('=')[1]);
  });
});
