import { describe, expect, it } from 'vitest';
import { createSlackChannel, judgeSlack } from '../../../lib/alerts/robots/slack.ts';
import { startSlackStandIn } from '../../../stand-ins/robots/slack.ts';
import { aCause, aRelay } from '../channel-contract.ts';
import { keepingCall, robotAnswer, robotDeps } from './robot-bench.ts';

const answer = (status: number, text: string, headers = {}) => judgeSlack(robotAnswer(status, text, headers));

async function payloadOf(...overrides: Parameters<typeof aCause>) {
  const { sent, call } = keepingCall('slack');
  await createSlackChannel({ url: 'https://hooks.slack.com/services/x' }, robotDeps({ call })).send(
    aCause(...overrides),
  );
  return JSON.parse(sent[0]?.body ?? '');
}

describe("Slack's answers", () => {
  it('are success only as the word ok with a good status', () => {
    expect(answer(200, 'ok')).toEqual({ kind: 'accepted' });
    expect(answer(200, 'ok\n')).toEqual({ kind: 'accepted' });
    for (const text of ['', 'OK?', '{"ok":true}']) expect(answer(200, text).kind).toBe('try-later');
    expect(answer(200, '<html>ok</html>').kind).toBe('doubtful');
    expect(answer(500, 'ok').kind).toBe('try-later');
  });

  it.each([
    [403, 'action_prohibited'],
    [403, 'invalid_token'],
    [404, 'channel_not_found'],
    [404, 'no_service'],
    [410, 'channel_is_archived'],
    [404, 'no_active_hooks'],
    [403, 'team_disabled'],
    [403, 'posting_to_general_channel_denied'],
    [403, 'a word of tomorrow'],
    [404, ''],
    [410, ''],
  ])('of %i %s need a human', (status, text) => {
    expect(answer(status, text).kind).toBe('broken');
  });

  it.each(['constructor', 'toString', '__proto__'])('of 400 %s are no words of Slack', (word) => {
    expect(JSON.stringify(answer(400, word))).not.toContain('function');
  });

  it.each([
    ['invalid_token.expired', 'broken'],
    ['invalid_blocks.too_deep', 'refused'],
  ])('of %s are known by its first part', (word, kind) => {
    expect(answer(400, word)).toMatchObject({ kind, problem: expect.stringContaining(word) });
  });

  it.each([
    ['the header', 429, '', { 'retry-after': '30' }, 30_000],
    [
      'the header before the body',
      429,
      '{"retry_after":1,"ok":false,"error":"rate_limited"}',
      { 'retry-after': '2' },
      2_000,
    ],
    ['the body', 429, '{"retry_after":3,"ok":false,"error":"rate_limited"}', {}, 3_000],
    ['fractions in the body', 429, '{"retry_after":0.5,"ok":false,"error":"rate_limited"}', {}, 500],
    ['nothing, so a minute', 429, 'rate_limited', {}, 60_000],
    ['nothing that can be read', 429, '{"retry_after":-3,"ok":false}', { 'retry-after': 'soon' }, 60_000],
    ['the word alone', 200, 'rate_limited', {}, 60_000],
  ])('of too many messages wait as told by %s', (_, status, text, headers, afterMs) => {
    expect(answer(status, text, headers)).toMatchObject({ kind: 'try-later', afterMs });
  });

  it.each(['invalid_payload', 'invalid_blocks', 'msg_blocks_too_long', 'no_text', 'too_many_attachments'])(
    'of %s refuse this message alone',
    (word) => {
      expect(answer(400, word)).toEqual({ kind: 'refused', problem: expect.stringContaining(word) });
    },
  );

  it('that nobody knows are tried again and shown to a human', () => {
    expect(answer(400, 'something_new').kind).toBe('doubtful');
  });
});

describe('a message to Slack', () => {
  it('has a header, what happened, the relays, the steps and the console', async () => {
    const { text, blocks } = await payloadOf();
    expect(text).toMatch(/^🔴 62 of 62 relays to push-3\.example\.com stopped, PushStreamFailed/);
    expect(blocks.map(({ type }: { type: string }) => type)).toEqual([
      'header',
      'section',
      'section',
      'section',
      'context',
    ]);
    expect(blocks[2].text.text).toMatch(
      /^\*Relays\*\n```\nevening news \(task-1\), cn-shanghai: rtmp:.+and 60 more\n```$/s,
    );
    expect(blocks[3].text.text).toContain('`aliyun live RestartLivePullToPush --Region cn-shanghai --TaskId task-1`');
    expect(blocks[4].elements[0].text).toBe('<https://live.console.aliyun.com/|Live console>');
  });

  it.each([
    ['resolved' as const, 'critical' as const, '🟢'],
    ['open' as const, 'warning' as const, '🟠'],
    ['summary' as const, 'info' as const, '🔵'],
  ])('shows at once that it is %s, %s', async (kind, severity, mark) => {
    expect((await payloadOf({ kind, severity })).text.startsWith(mark)).toBe(true);
  });

  it('lets no name of a relay call the channel, link or leave the code', async () => {
    const examples = [aRelay({ name: '<!channel> ``` <https://evil.example.com|here> &amp;' })];
    const { blocks } = await payloadOf({ examples });
    const code = blocks[2].text.text;
    expect(code).toContain("&lt;!channel&gt; ''' &lt;https://evil.example.com|here&gt; &amp;amp;");
    expect(code.match(/```/g)).toHaveLength(2);
    expect(JSON.stringify(blocks)).not.toContain('<!channel>');
  });

  it('shows no emoji and no markup that stands in a name', async () => {
    const name = ':fire: :+1::skin-tone-2: :新闻: 12:100: *b* ~s~ _i_ `c` studio_7_hd';
    const note = `moving ${name}`;
    const { text, blocks } = await payloadOf({
      scope: { by: 'source', value: ':fire:' },
      note,
      since: '2026-03-01T12:01:30.000Z',
      at: '2026-03-01T12:01:30.000Z',
      examples: [aRelay({ name })],
    });
    const shown = JSON.stringify([text, blocks]);
    expect(shown).toContain("∶fire: ∶+1:∶skin-tone-2: ∶新闻: 12∶100: ∗b∗ ∼s∼ ＿i＿ 'c' studio_7_hd");
    expect(shown).not.toMatch(/:(?!\d\d:\d\d)[\p{L}\p{N}_+'-]+:(?!\d\d)/u);
    // times are times
    expect(text).toContain('12:01:30 UTC');
  });

  it('quotes an odd id, so that the copied command does nothing else', async () => {
    const examples = [aRelay({ taskId: "x'; rm -rf ~; '" })];
    expect(JSON.stringify(await payloadOf({ examples }))).toContain("--TaskId 'x'\\\\''; rm -rf ~; '\\\\'''");
  });
});

describe('sending to Slack', () => {
  it('learns from a throttled webhook when to come back', async () => {
    const standIn = await startSlackStandIn({ nowMs: () => 0 });
    const channel = createSlackChannel({ url: standIn.url }, robotDeps());
    expect(await channel.send(aCause())).toEqual({ ok: true, receipt: 'm-1-open' });
    expect(await channel.send(aCause())).toMatchObject({ ok: false, retryable: true, retryAfterMs: 1_000 });
    expect(channel).toMatchObject({ name: 'slack', budget: { perMinute: 60, perSecond: 1 }, takesUpdates: false });
    await standIn.close();
  });
});
