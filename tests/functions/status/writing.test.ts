import { describe, expect, it } from 'vitest';
import { answer } from '../../../functions/status/site.ts';
import type { Site } from '../../../functions/status/site-parts.ts';
import type { HttpReply } from '../../../lib/status/http.ts';
import { World } from '../../../stand-ins/simulation/world.ts';
import { breakSomething, populate, siteOf, writingOn } from '../../support/status-site.ts';

const HEADERS = {
  host: '127.0.0.1:9420',
  origin: 'http://127.0.0.1:9420',
  'content-type': 'application/x-www-form-urlencoded',
};

/** A world in an outage, and pages on this machine on which its first cause can be changed. */
async function anOutage() {
  const world = new World({ pager: 120 });
  populate(world);
  await world.sweep();
  breakSomething(world);
  for (let n = 0; n < 3; n += 1) await world.sweepAfter(60);
  const key = (await world.remembered())?.causes.find(({ scope }) => scope.by === 'source')?.key ?? '';
  const ask = async (method: string, fields = {}, parts: Partial<Site> = {}): Promise<HttpReply> => {
    const site = siteOf(world, { writing: writingOn(world), ...parts });
    const page = String((await answer(requestOf(key, 'GET'), site)).body);
    const proof = /name="proof" value="([^"]+)"/.exec(page)?.[1] ?? '';
    return answer(
      { ...requestOf(key, method), body: `${new URLSearchParams({ proof, who: 'Ana', ...fields })}` },
      site,
    );
  };
  const page = async () => String((await ask('GET')).body);
  return { world, key, ask, page };
}

function requestOf(key: string, method: string) {
  return { method, path: `/cause/${key}`, query: new URLSearchParams(), headers: HEADERS };
}

describe('a write on the page', () => {
  it('waits for a sweep that is under way: neither loses what the other saved, and on-call is reminded no more', async () => {
    const { world, key, ask } = await anOutage();
    world.takes = (doing) => (doing === 'list' ? 3_000 : 0);
    world.set('event-5', 'stopped', 'PushStreamFailed');
    let writing: Promise<HttpReply> | undefined;
    world.beforePage = () => {
      writing ??= ask('POST', { do: 'ack' });
    };
    const summary = await world.sweepAfter(60);
    expect(summary?.sweep.complete).toBe(true);
    expect((await world.clock.run(writing ?? expect.fail()))?.statusCode).toBe(303);
    const known = await world.remembered();
    expect(known?.acknowledged).toMatchObject([{ causeKey: key, by: 'Ana' }]);
    expect(known?.incidents.some(({ taskId }) => taskId === 'event-5')).toBe(true);
    expect(world.logged.filter(({ event }) => String(event).startsWith('state'))).toEqual([]);
    world.takes = () => 0;
    world.beforePage = () => {};
    const before = world.heard.length;
    for (let n = 0; n < 6; n += 1) await world.sweepAfter(3_600);
    expect(world.heard.slice(before).filter(({ notification }) => notification.dedupKey === key)).toEqual([]);
  });

  it('gives up on a sweep that does not end in time, changes nothing, and says so', async () => {
    const { world, ask } = await anOutage();
    const { newest, snapshot } = await world.store.load();
    const expiresAt = world.clock.nowUtc().plus({ seconds: 29 }).toISO();
    if (snapshot) await world.store.create(newest + 1, { ...snapshot, lease: { holder: 'a sweep', expiresAt } });
    const reply = await world.clock.run(ask('POST', { do: 'ack' }));
    expect(reply).toMatchObject({ statusCode: 503, headers: { 'retry-after': '60' } });
    expect(String(reply.body)).toContain('a sweep is under way');
    expect((await world.store.load()).newest).toBe(newest + 1);
  });

  it('keeps a silenced cause quiet, for as long as it was asked to', async () => {
    const { world, key, ask, page } = await anOutage();
    const until = world.clock.nowUtc().plus({ minutes: 90 });
    const fields = { do: 'silence', for: 'until', until: until.toFormat("yyyy-MM-dd'T'HH:mm"), comment: 'known' };
    expect((await ask('POST', fields)).statusCode).toBe(303);
    const [silence] = (await world.remembered())?.silences ?? [];
    expect(silence).toMatchObject({
      by: 'Ana',
      comment: 'known',
      until: until.startOf('minute').toISO(),
      match: { source: 'source-3.example.com', verdict: ['stopped', 'recovering'] },
    });
    await world.sweepAfter(60);
    expect(await page()).toMatch(/Silenced<\/dt>.*by Ana at/s);
    expect(await page()).toMatch(/Muted by<\/dt>.*known/s);
    const before = world.heard.length;
    await world.sweepAfter(4_000);
    const heard = () => world.heard.slice(before).filter(({ notification }) => notification.dedupKey === key);
    expect(heard()).toEqual([]);
    await world.sweepAfter(8 * 3_600);
    expect(heard()).not.toEqual([]);
  });

  it('says on the form where else it has to be acknowledged, if such a channel heard of the cause', async () => {
    const { world, ask } = await anOutage();
    const shown = async (acknowledgedApart: readonly string[]) => {
      const { settings } = siteOf(world);
      return String((await ask('GET', {}, { settings: { ...settings, acknowledgedApart } })).body);
    };
    expect(await shown(['pager', 'not-routed'])).toContain('Acknowledge it there, too: pager keeps');
    expect(await shown(['not-routed'])).not.toContain('Acknowledge it there');
  });

  it('says that it is not known whether it was saved when the store does not say', async () => {
    const { world, ask } = await anOutage();
    const failures: unknown[] = [];
    const writing = { change: () => Promise.reject(new Error('no answer')), ownUrl: undefined };
    const reply = await ask('POST', { do: 'ack' }, { writing, onFailure: (error) => failures.push(error) });
    expect([reply.statusCode, String(reply.body)]).toEqual([503, expect.stringContaining('could not be changed')]);
    expect(String(reply.body)).not.toContain('no answer');
    expect([failures.length, (await world.remembered())?.acknowledged ?? []]).toEqual([1, []]);
  });
});
