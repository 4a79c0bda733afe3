import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snsMessage } from '../../lib/alerts/sns/message.ts';
import { renderBody } from '../../lib/alerts/text/body.ts';
import { composeText } from '../../lib/alerts/text/compose.ts';
import { composeDigest } from '../../lib/alerts/text/digest.ts';
import { linksOf } from '../../lib/alerts/text/links.ts';
import { webhookBody } from '../../lib/alerts/webhook/message.ts';
import { wordsOf } from '../../lib/alerts/words.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import type { ReportFacts, ReportFigures } from '../../lib/monitor/report-figures.ts';
import { reportMessage } from '../../lib/monitor/report-message.ts';
import { instantClock } from '../support/instant-clock.ts';
import { aCause } from './channel-contract.ts';
import { robotDeps, secondsApart, VENDORS } from './robots/robot-bench.ts';

const FIGURES: ReportFigures = {
  outages: 3,
  open: 1,
  relays: 120,
  lostMinutes: 42.5,
  availability: 0.999_964_9,
  worstRelays: [
    { name: 'studio-1 (cn-shanghai/0a)', lostMinutes: 30 },
    { name: 'studio-2 (cn-shanghai/0b)', lostMinutes: 12.5 },
  ],
  worstDestinations: [{ name: 'rtmp://push-3.example.com', lostMinutes: 42.5 }],
  detectSeconds: { count: 3, median: 30, max: 90 },
  repairSeconds: { count: 2, median: 600, max: 4_200 },
  pages: 7,
  monitor: { watched: 0.99, incompleteSweeps: 2, leftOut: 0 },
};
const NOTHING: ReportFigures = {
  ...{ outages: 0, open: 0, relays: null, lostMinutes: 0, availability: null, worstRelays: [], worstDestinations: [] },
  detectSeconds: { count: 0, median: null, max: null },
  repairSeconds: { count: 0, median: null, max: null },
  pages: 0,
  monitor: { watched: 1, incompleteSweeps: 0, leftOut: 12 },
};
const NOW = instantClock('2026-03-09T01:00:20.000Z').nowUtc();
const UNTIL = NOW.startOf('minute');
const SCHEDULE = { cron: '0 9 * * mon', timeZone: 'Asia/Shanghai', sinceSeconds: null, channels: ['chat', 'mail'] };

function aReport(figures: ReportFacts['figures'], problem: string | null = null, days = 7): Notification {
  return reportMessage(SCHEDULE, { from: UNTIL.minus({ days }), until: UNTIL }, { figures, problem }, NOW).notification;
}

describe('a report in words', () => {
  it('has its figures, in English', () => {
    const text = composeText(aReport(FIGURES), 'en');
    expect(text.title).toBe('Report, 2026-03-02 01:00 to 2026-03-09 01:00 UTC: 3 outages, 42.5 minutes lost');
    expect(text.lines).toEqual([
      '3 outages, 1 of them open at the end. Lost: 42.5 minutes of relays. Availability of 120 relays: 99.996 %.',
      'Relays that lost most: studio-1 (cn-shanghai/0a) (30.0 min), studio-2 (cn-shanghai/0b) (12.5 min).',
      'Destinations that lost most: rtmp://push-3.example.com (42.5 min).',
      'Time to detect: median 30 s, longest 1 min 30 s. Time to repair: median 10 min, longest 1 h 10 min.',
      'Pages told: 7.',
      'relaywatch itself is known to have looked 99.000 % of the time. Incomplete sweeps in the journal: 2.',
    ]);
    expect([text.steps, text.examples]).toEqual([[], []]);
  });

  it('has its figures, in Chinese', () => {
    const text = composeText(aReport(FIGURES), 'zh');
    expect(text.title).toBe('转推报告（2026-03-02 01:00 至 2026-03-09 01:00 UTC）：故障 3 次，累计中断 42.5 分钟');
    expect(text.lines).toEqual([
      '故障 3 次，其中 1 次截至期末仍未恢复。转推任务累计中断 42.5 分钟。120 个转推任务的可用率：99.996 %。',
      '中断最久的转推任务：studio-1 (cn-shanghai/0a)（30.0 分钟）、studio-2 (cn-shanghai/0b)（12.5 分钟）。',
      '中断最久的推流目标：rtmp://push-3.example.com（42.5 分钟）。',
      '发现用时：中位数 30 秒，最长 1 分 30 秒。恢复用时：中位数 10 分，最长 1 小时 10 分。',
      '呼叫值班 7 次。',
      'relaywatch 自身的有效监控时间占 99.000 %。历史日志中有 2 次巡检不完整。',
    ]);
  });

  it('of a quiet time says no more than there is, and that the journal is not whole', () => {
    const text = composeText(aReport(NOTHING), 'en');
    expect(text.title).toBe('Report, 2026-03-02 01:00 to 2026-03-09 01:00 UTC: no outage, 0.0 minutes lost');
    expect(text.lines).toEqual([
      'No outage. Lost: 0.0 minutes of relays.',
      'Time to detect: none. Time to repair: none.',
      'Pages told: 0.',
      'relaywatch itself is known to have looked 100.000 % of the time. Entries that the journal had no room for: 12; figures may be too low.',
    ]);
    expect(composeText(aReport({ ...NOTHING, outages: 1 }), 'en').title).toContain(': 1 outage, ');
    expect(composeText(aReport(NOTHING), 'zh').lines.at(-1)).toContain('有 12 条记录未保存');
  });

  it('says why it could not be made, and what to do', () => {
    const failed = aReport(null, 'OSS bucket relaywatch-state answered HTTP 403');
    const [en, zh] = [composeText(failed, 'en'), composeText(failed, 'zh')];
    expect(en.title).toBe('Report, 2026-03-02 01:00 to 2026-03-09 01:00 UTC: could not be made');
    expect(en.lines).toEqual([
      'The journal could not be read: OSS bucket relaywatch-state answered HTTP 403.',
      'With a journal that works, `relaywatch report` makes it.',
    ]);
    expect(zh.title).toBe('转推报告（2026-03-02 01:00 至 2026-03-09 01:00 UTC）：未能生成');
    expect(zh.lines[0]).toBe('无法读取历史日志：OSS bucket relaywatch-state answered HTTP 403');
  });

  it('can be written by a template', () => {
    const templates = {
      title: 'lost {{report.figures.lostMinutes}}',
      body: '{{#report.figures.worstRelays}}{{name}};{{/report.figures.worstRelays}}',
    };
    const { title, body } = wordsOf(aReport(FIGURES), { language: 'en', templates });
    expect([title, body]).toEqual(['lost 42.5', 'studio-1 (cn-shanghai/0a);studio-2 (cn-shanghai/0b);']);
  });

  it('is a line of a digest', () => {
    const { body } = composeDigest(
      [aCause(), aReport(FIGURES)],
      'en',
      (text) => text,
      () => true,
    );
    expect(body.lines[1]).toMatch(/^Report, .* — 3 outages, 1 of them open at the end\. /);
  });
});

describe('the link of a report', () => {
  it.each([
    [1, '24h'],
    [2, '7d'],
    [7, '7d'],
    [31, '30d'],
  ])('of %i days leads to the figures of the status page', (days, period) => {
    const links = {
      statusPage: 'https://relaywatch.example.com/watch/',
      runbook: { stopped: 'https://wiki.example.com/' },
    };
    const expected = { statusPage: `https://relaywatch.example.com/watch/reliability?period=${period}` };
    expect(linksOf(aReport(FIGURES, null, days), links)).toEqual(expected);
  });

  it('is absent where no status page is configured', () => {
    expect(linksOf(aReport(FIGURES), {})).toEqual({});
  });
});

describe('a report for machines', () => {
  it('has its figures as JSON', () => {
    const report = aReport(FIGURES);
    const body = JSON.parse(webhookBody(report, wordsOf(report, { language: 'en' })));
    expect(body.type).toBe('relaywatch.report');
    expect(body.data.report).toEqual({
      from: '2026-03-02T01:00:00.000Z',
      until: '2026-03-09T01:00:00.000Z',
      figures: FIGURES,
      problem: null,
    });
    const sent = snsMessage('arn:aws:sns:us-east-1:123456789012:team', report, wordsOf(report, { language: 'en' }));
    const message = JSON.parse(sent.Message ?? '');
    expect(JSON.parse(message.sqs).data.report.figures).toEqual(FIGURES);
    expect(message.default).toContain('info report: Report, 2026-03-02 01:00');
    expect(sent.MessageAttributes?.kind?.StringValue).toBe('report');
  });

  it('has one key for one schedule and due time, which every receiver takes', () => {
    const first = aReport(FIGURES);
    const again = reportMessage(
      SCHEDULE,
      { from: UNTIL.minus({ days: 1 }), until: UNTIL },
      { figures: null, problem: 'x' },
      NOW.plus({ hours: 3 }),
    );
    expect(again.notification.dedupKey).toBe(first.dedupKey);
    expect(again.to).toEqual([
      { channel: 'chat', first: null },
      { channel: 'mail', first: null },
    ]);
    expect(first.dedupKey).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(first).toMatchObject({ why: 'report-due', scope: { by: 'report', value: '' }, verdict: 'healthy' });
    const others = [
      reportMessage(
        { ...SCHEDULE, timeZone: 'UTC' },
        { from: UNTIL, until: UNTIL },
        { figures: null, problem: null },
        NOW,
      ),
      reportMessage(
        SCHEDULE,
        { from: UNTIL, until: UNTIL.plus({ minutes: 1 }) },
        { figures: null, problem: null },
        NOW,
      ),
    ];
    expect(new Set([first.dedupKey, ...others.map(({ notification }) => notification.dedupKey)]).size).toBe(3);
  });
});

describe('whatever relays are called', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(
      '\u202egnp.exe',
      '\u001b[31m',
      '<@everyone>',
      '<script>',
      '直播'.repeat(60),
      '](https://evil.example.com)',
      '@所有人 "}',
    ),
  );
  const losses = fc.array(fc.record({ name, lostMinutes: fc.nat() }), { maxLength: 3 });
  const figures = fc
    .record({ worstRelays: losses, worstDestinations: losses })
    .map((worst) => ({ ...FIGURES, ...worst }));

  it('a report is short lines of visible text', () => {
    fc.assert(
      fc.property(figures, fc.constantFrom('en' as const, 'zh' as const), (found, language) => {
        const composed = composeText(aReport(found), language);
        expect(composed.title.length).toBeLessThanOrEqual(150);
        for (const line of [composed.title, ...composed.lines]) {
          expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
          expect(line.length).toBeLessThan(400);
        }
        expect(renderBody(composed, aReport(found), language).length).toBeLessThan(2_000);
      }),
    );
  });

  it.each(VENDORS.map(({ type }) => type))('%s takes it, with the longest link there may be', async (type) => {
    const vendor = VENDORS.find((one) => one.type === type);
    const standIn = await vendor?.start({ nowMs: secondsApart() });
    if (!vendor || !standIn) throw new Error(`no vendor ${type}`);
    try {
      const { secret } = vendor;
      const settings = { url: standIn.url, ...(secret === undefined ? {} : { secret }) };
      const links = { statusPage: `https://wiki.example.com/${'x'.repeat(475)}` };
      for (const language of ['en', 'zh'] as const) {
        const channel = vendor.create(settings, { ...robotDeps({ language }), links });
        for (const found of fc.sample(figures, 15))
          expect(await channel.send(aReport(found))).toMatchObject({ ok: true });
        expect(await channel.send(aReport(null, 'x'.repeat(2_000)))).toMatchObject({ ok: true });
      }
    } finally {
      await standIn.close();
    }
  });
});
