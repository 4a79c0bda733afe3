import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_RESEND, firingSeconds, type Resend } from '../../lib/alerts/alertmanager/alert.ts';
import { createAlertmanagerChannel } from '../../lib/alerts/alertmanager/alertmanager.ts';
import { silentLog } from '../../lib/base/log.ts';
import { type Clock, systemClock } from '../../lib/base/time.ts';
import type { Notification, NotificationKind } from '../../lib/monitor/notification.ts';
import { startWebhookStandIn, type WebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { aCause, KINDS } from '../alerts/channel-contract.ts';
import {
  ALERTMANAGER_IS_THERE,
  type AlertmanagerServer,
  HOW_TO_GET_ALERTMANAGER,
  startAlertmanager,
} from './alertmanager-server.ts';

if (!ALERTMANAGER_IS_THERE && process.env.CI === 'true') {
  it('has Alertmanager', () => expect.fail(HOW_TO_GET_ALERTMANAGER));
}

let alertmanager: AlertmanagerServer;
let receiver: WebhookStandIn;

/** A cause of its own for each test: Alertmanager remembers what it notified. */
let dedupKey: string;
let causes = 0;

const since = systemClock.nowUtc().minus({ minutes: 2 }).toISO();

function aMessage(kind: NotificationKind, overrides: Partial<Notification> = {}): Notification {
  return aCause({ kind, dedupKey, since, at: systemClock.nowUtc().toISO(), ...overrides });
}

function aChannel(urls: readonly string[] = [alertmanager.url]) {
  return createAlertmanagerChannel({ urls }, { clock: systemClock, log: silentLog, language: 'en' });
}

/** Sweeps every ten minutes: an alert that nobody sends again lasts three of them, and two minutes. */
const TEN_MINUTES: Resend = { intervalSeconds: 600, sweepSeconds: 120 };

/** A channel as it was so many seconds ago: what it sent then is as old when Alertmanager looks at it now. */
function aChannelOf(secondsAgo: number, resend: Resend) {
  const clock: Clock = { ...systemClock, nowUtc: () => systemClock.nowUtc().minus({ seconds: secondsAgo }) };
  return createAlertmanagerChannel({ urls: [alertmanager.url], resend }, { clock, log: silentLog, language: 'en' });
}

const ofCause = async () => (await alertmanager.alerts()).filter(({ labels }) => labels.cause === dedupKey);

/** What people were told of the cause, in order. */
function told(): string[] {
  return receiver
    .received()
    .map(({ body }) => JSON.parse(body))
    .filter(({ groupLabels }) => groupLabels.cause === dedupKey)
    .map(({ status }) => status);
}

async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (await holds()) return;
    await delay(100);
  }
  expect.fail(`${what}: not within 15 seconds`);
}

describe.skipIf(!ALERTMANAGER_IS_THERE)(ALERTMANAGER_IS_THERE ? 'Alertmanager' : HOW_TO_GET_ALERTMANAGER, () => {
  beforeAll(async () => {
    receiver = await startWebhookStandIn({ answer: 200 });
    alertmanager = await startAlertmanager(receiver.url);
  });
  beforeEach(() => {
    causes += 1;
    dedupKey = `cause-${causes}`;
  });
  afterEach(async () => {
    await aChannel().send(aMessage('resolved'));
  });
  afterAll(async () => {
    await alertmanager?.stop();
    await receiver?.close();
  });

  it('is found by a check, by its version, and told nothing', async () => {
    expect(await aChannel().check()).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/is Alertmanager 0\.\d+/),
    });
    expect(await alertmanager.alerts()).toEqual([]);
  });

  it('shows an open cause as one alert, firing since the first fault', async () => {
    expect(await aChannel().send(aMessage('open'))).toEqual({ ok: true, receipt: '1 of 1 instances' });
    const [alert, ...others] = await ofCause();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      labels: { alertname: 'RelaywatchCause', scope: 'destination', scope_value: 'rtmp://push-3.example.com' },
      annotations: { summary: expect.stringMatching(/62 of 62/), severity: 'critical' },
    });
    expect(Date.parse(alert?.startsAt ?? '')).toBe(Date.parse(since));
    await eventually(async () => (await ofCause())[0]?.status.state === 'active', 'active');
  });

  it('keeps it one alert through updates and growth, and tells people of it once', async () => {
    const channel = aChannel();
    await channel.send(aMessage('open'));
    await eventually(() => told().length > 0, 'a notification');
    await channel.send(aMessage('update', { affected: 63, severity: 'warning' }));
    await channel.send(aMessage('growth', { affected: 124, total: 130, verdict: 'recovering', reason: 'several' }));
    const alerts = await ofCause();
    expect(alerts).toMatchObject([{ annotations: { affected: '124', reason: 'several' } }]);
    await delay(1_000); // several group intervals
    expect(told()).toEqual(['firing']);
  });

  it('resolves it at once, and tells people', async () => {
    const channel = aChannel();
    await channel.send(aMessage('open'));
    await eventually(() => told().length > 0, 'a notification');
    expect(await channel.send(aMessage('resolved'))).toMatchObject({ ok: true });
    expect(await ofCause()).toEqual([]);
    await eventually(() => told().includes('resolved'), 'the end');
    expect(told()).toEqual(['firing', 'resolved']);
  });

  it('keeps it firing over ten sweeps ten minutes apart, of which each looks at it just before the next', async () => {
    const channel = aChannelOf(TEN_MINUTES.intervalSeconds - 1, TEN_MINUTES);
    await channel.send(aMessage('open'));
    await eventually(() => told().length > 0, 'a notification');
    for (let sweep = 1; sweep <= 10; sweep += 1) {
      expect(await channel.send(aMessage('update', { affected: 60 + sweep }))).toMatchObject({ ok: true });
      await delay(300); // longer than a group interval
      expect(await ofCause()).toMatchObject([{ annotations: { affected: String(60 + sweep) } }]);
    }
    expect(told()).toEqual(['firing']);
  });

  it('lets it fire again with each sweep when these are further apart than was said', async () => {
    const channel = aChannelOf(TEN_MINUTES.intervalSeconds - 1, DEFAULT_RESEND);
    await aChannel().send(aMessage('open'));
    await eventually(() => told().length > 0, 'a notification');
    await channel.send(aMessage('update'));
    await eventually(() => told().includes('resolved'), 'an end that is none');
    expect(await ofCause()).toEqual([]);
  });

  it('ends it by itself when relaywatch is gone, and tells people', async () => {
    const leftSeconds = 3;
    await aChannelOf(firingSeconds(TEN_MINUTES) - leftSeconds, TEN_MINUTES).send(aMessage('open'));
    await eventually(() => told().length > 0, 'a notification');
    expect(await ofCause()).toHaveLength(1);
    await eventually(() => told().includes('resolved'), 'the end');
    expect(await ofCause()).toEqual([]);
  });

  it('forgets it in a restart, and has it again with the next update, without telling people twice', async () => {
    const channel = aChannel();
    await channel.send(aMessage('open'));
    await eventually(() => told().length > 0, 'a notification');
    await alertmanager.restart();
    expect(await ofCause()).toEqual([]);
    expect(await channel.send(aMessage('update'))).toMatchObject({ ok: true });
    expect(await ofCause()).toHaveLength(1);
    await delay(1_000);
    expect(told()).toEqual(['firing']);
  });

  it('tells people the end also when it restarted before, if the end is sent once more', async () => {
    const channel = aChannel();
    await channel.send(aMessage('open'));
    await eventually(() => told().length > 0, 'a notification');
    await alertmanager.restart();
    await channel.send(aMessage('resolved'));
    await channel.send(aMessage('resolved'));
    await eventually(() => told().includes('resolved'), 'the end');
    expect(told()).toEqual(['firing', 'resolved']);
  });

  it.each(KINDS)('takes a message of kind %s', async (kind) => {
    expect(await aChannel().send(aMessage(kind, { note: '直播 "\\ \u0000 \ud800 🎬' }))).toMatchObject({ ok: true });
    expect(await ofCause()).toHaveLength(kind === 'resolved' ? 0 : 1);
  });

  it('is enough when another instance is away, which is named', async () => {
    const result = await aChannel([alertmanager.url, 'http://127.0.0.1:9']).send(aMessage('open'));
    expect(result).toEqual({
      ok: true,
      receipt: expect.stringMatching(/^1 of 2 instances; not 127\.0\.0\.1:9 could not/),
    });
    expect(await ofCause()).toHaveLength(1);
  });

  it('refuses what is at the wrong path, and that needs a human', async () => {
    const result = await aChannel([`${alertmanager.url}/elsewhere`]).send(aMessage('open'));
    expect(result).toMatchObject({ ok: false, retryable: false, broken: true });
  });
});
