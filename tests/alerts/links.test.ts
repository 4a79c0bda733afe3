import { describe, expect, it } from 'vitest';
import { alertmanagerAlerts } from '../../lib/alerts/alertmanager/alert.ts';
import { consoleText } from '../../lib/alerts/console/text.ts';
import { pagerDutyEvent } from '../../lib/alerts/pagerduty/event.ts';
import { createDingTalkChannel } from '../../lib/alerts/robots/dingtalk.ts';
import { createFeishuChannel } from '../../lib/alerts/robots/feishu.ts';
import { createSlackChannel } from '../../lib/alerts/robots/slack.ts';
import { createWeComChannel } from '../../lib/alerts/robots/wecom.ts';
import { snsMessage } from '../../lib/alerts/sns/message.ts';
import { linksOf } from '../../lib/alerts/text/links.ts';
import { webhookBody } from '../../lib/alerts/webhook/message.ts';
import { wordsOf } from '../../lib/alerts/words.ts';
import { links as linksForm } from '../../lib/config/links.ts';
import { instantClock } from '../support/instant-clock.ts';
import { aCause } from './channel-contract.ts';
import { keepingCall, robotDeps, secondsApart, VENDORS } from './robots/robot-bench.ts';

const LINKS = {
  statusPage: 'https://relaywatch.example.com/watch/',
  runbook: { stopped: 'https://wiki.example.com/relays(stopped)' },
};
const CAUSE = 'https://relaywatch.example.com/watch/cause/cause-push-3';
const RUNBOOK = 'https://wiki.example.com/relays%28stopped%29';

describe('the links of a message', () => {
  it('lead to its cause, and to the runbook of its verdict', () => {
    expect(linksOf(aCause(), LINKS)).toEqual({ statusPage: CAUSE, runbook: RUNBOOK });
    expect(linksOf(aCause({ verdict: 'recovering' }), LINKS)).toEqual({ statusPage: CAUSE });
    expect(linksOf(aCause(), {})).toEqual({});
  });

  it('lead to how it went when the cause is over', () => {
    expect(linksOf(aCause({ kind: 'resolved' }), LINKS).statusPage).toBe(CAUSE);
  });

  it.each([
    { kind: 'resolved', scope: { by: 'channel', value: 'pager' } },
    { kind: 'resolved', scope: { by: 'state', value: '' } },
    { kind: 'mute-ended' },
    { kind: 'channel-broken' },
    { test: true },
  ] as const)('lead to the page itself where it has no such cause: %j', (parts) => {
    expect(linksOf(aCause(parts), LINKS).statusPage).toBe('https://relaywatch.example.com/watch/');
  });
});

describe('the links stand', () => {
  const words = (language: 'en' | 'zh' = 'en') => wordsOf(aCause(), { language, links: LINKS });

  it('in plain text, in both languages: console, SNS', () => {
    expect(consoleText(aCause(), words())).toContain(`  Status page: ${CAUSE}\n  Runbook: ${RUNBOOK}\n`);
    expect(consoleText(aCause(), words('zh'))).toContain(`  状态页: ${CAUSE}\n  处置手册: ${RUNBOOK}\n`);
    const { default: text } = JSON.parse(snsMessage('arn:aws:sns:us-east-1:1:t', aCause(), words()).Message ?? '');
    expect(text).toContain(`Status page: ${CAUSE}\nRunbook: ${RUNBOOK}`);
  });

  it('in the fields of the webhook, PagerDuty and Alertmanager', () => {
    const { data } = JSON.parse(webhookBody(aCause(), words()));
    expect(data.text.links).toEqual({ statusPage: CAUSE, runbook: RUNBOOK });
    const event = JSON.parse(pagerDutyEvent('key', aCause(), words()));
    expect(event.client_url).toBe(CAUSE);
    expect(event.links.map(({ href }: { href: string }) => href).slice(0, 2)).toEqual([CAUSE, RUNBOOK]);
    const [alert] = JSON.parse(alertmanagerAlerts(aCause(), words(), instantClock().nowUtc(), 300));
    expect(alert).toMatchObject({ generatorURL: CAUSE, annotations: { status_url: CAUSE, runbook_url: RUNBOOK } });
  });

  it.each([
    ['slack', createSlackChannel, `<${CAUSE}|Status page>`, `<${RUNBOOK}|Runbook>`],
    ['dingtalk', createDingTalkChannel, `[Status page](${CAUSE})`, `[Runbook](${RUNBOOK})`],
    ['wecom', createWeComChannel, `[Status page](${CAUSE})`, `[Runbook](${RUNBOOK})`],
    ['feishu', createFeishuChannel, `"default_url":"${CAUSE}"`, `"default_url":"${RUNBOOK}"`],
  ] as const)('in the own form of %s', async (vendor, create, page, runbook) => {
    const { sent, call } = keepingCall(vendor);
    const url = 'https://robot.example.com/hook';
    await create({ url }, { ...robotDeps({ call }), links: LINKS }).send(aCause());
    expect(sent[0]?.body).toContain(page);
    expect(sent[0]?.body).toContain(runbook);
  });
});

describe('the longest links that are taken', () => {
  const url = `https://wiki.example.com/${'x'.repeat(475)}`;
  const longest = { statusPage: url, runbook: { stopped: url } };

  it.each(VENDORS.map(({ type }) => type))('leave room for the message in %s', async (type) => {
    expect(linksForm.safeParse(longest).success).toBe(true);
    const vendor = VENDORS.find((one) => one.type === type);
    const standIn = await vendor?.start({ nowMs: secondsApart() });
    if (!vendor || !standIn) throw new Error(`no vendor ${type}`);
    try {
      const { secret } = vendor;
      const settings = { url: standIn.url, ...(secret === undefined ? {} : { secret }) };
      const long = aCause({ note: '直播'.repeat(400), examples: aCause().examples.flatMap((one) => [one, one]) });
      const channel = vendor.create(settings, { ...robotDeps(), links: longest });
      expect(await channel.send(long)).toMatchObject({ ok: true });
    } finally {
      await standIn.close();
    }
  });
});

describe('links in the configuration', () => {
  it.each([
    { statusPage: 'https://user:secret@relaywatch.example.com/' },
    { statusPage: 'https://relaywatch.example.com/?token=secret' },
    { statusPage: 'https://relaywatch.example.com/#secret' },
    { statusPage: 'http://relaywatch.example.com/' },
    { statusPage: `https://relaywatch.example.com/${'x'.repeat(500)}` },
    { runbook: { stopped: 'https://user:secret@wiki.example.com/' } },
    { runbook: { asleep: 'https://wiki.example.com/' } },
  ])('are refused: %j', (section) => {
    expect(linksForm.safeParse(section).success).toBe(false);
  });

  it('are taken', () => {
    expect(linksForm.safeParse(LINKS).success).toBe(true);
  });
});
