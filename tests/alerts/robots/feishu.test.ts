import { describe, expect, it } from 'vitest';
import { createFeishuChannel, type FeishuSettings, signatureOf } from '../../../lib/alerts/robots/feishu.ts';
import { judgeFeishu } from '../../../lib/alerts/robots/feishu-answer.ts';
import { startFeishuStandIn } from '../../../stand-ins/robots/feishu.ts';
import { instantClock } from '../../support/instant-clock.ts';
import { aCause, aRelay } from '../channel-contract.ts';
import { keepingCall, robotAnswer, robotDeps } from './robot-bench.ts';

const SETTINGS: FeishuSettings = { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/h', secret: 'SEC1' };

const answer = (body: object, status = 200, headers = {}) => judgeFeishu(robotAnswer(status, body, headers), SETTINGS);

async function payloadOf(settings: Partial<FeishuSettings>, ...overrides: Parameters<typeof aCause>) {
  const { sent, call } = keepingCall('feishu');
  await createFeishuChannel({ ...SETTINGS, ...settings }, robotDeps({ call })).send(aCause(...overrides));
  return JSON.parse(sent[0]?.body ?? '');
}

describe("Feishu's signature", () => {
  it('is that of an independent implementation', () => {
    // python3: base64.b64encode(hmac.new(b'1700000000\nSECtest', b'', 'sha256').digest())
    expect(signatureOf('SECtest', 1_700_000_000)).toEqual({
      timestamp: '1700000000',
      sign: 'G7XpBpG8NgG02fJOAhX6FRAObIljmFoxVReo8I62pEk=',
    });
  });

  it('stands in the body, in whole seconds as text, and nowhere without a secret', async () => {
    expect(await payloadOf({})).toMatchObject({
      timestamp: '1772352000',
      sign: expect.stringMatching(/^[\w+/]{43}=$/),
    });
    const unsigned = await payloadOf({ secret: undefined });
    expect(Object.keys(unsigned)).toEqual(['msg_type', 'card']);
  });
});

describe("Feishu's answers", () => {
  it('are success only with code 0, also by its older name, and a good status', () => {
    expect(answer({ code: 0, msg: 'success', data: {} })).toEqual({ kind: 'accepted' });
    expect(answer({ StatusCode: 0, StatusMessage: 'success' })).toEqual({ kind: 'accepted' });
    expect(answer({ code: 0 }, 500).kind).toBe('try-later');
    for (const body of [{}, { code: '0' }, { msg: 'success' }]) expect(answer(body).kind).toBe('try-later');
  });

  it.each([
    [{ code: 11232, msg: 'frequency limited psm' }, 200],
    [{ code: 9499, msg: 'too many request' }, 400],
    [{ code: 9499, msg: 'Too Many Requests' }, 429],
  ])('of %j with HTTP %i may pass', (body, status) => {
    expect(answer(body, status)).toMatchObject({ kind: 'try-later', afterMs: 60_000 });
    expect(answer(body, status, { 'retry-after': '4' })).toMatchObject({ afterMs: 4_000 });
  });

  it.each([
    [{ code: 19001, msg: 'param invalid' }, /address/],
    [{ code: 19021, msg: 'sign match fail' }, /secret, and the clock/],
    [{ code: 19022, msg: 'Ip Not Allowed' }, /IP address/],
    [{ code: 19024, msg: 'Key Words Not Found' }, /keyword/],
  ])('of %j need a human', (body, problem) => {
    expect(answer(body, 400)).toMatchObject({ kind: 'broken', problem: expect.stringMatching(problem) });
  });

  it('of a bad request refuse this message alone', () => {
    expect(answer({ code: 9499, msg: 'Bad Request', data: {} }, 400)).toMatchObject({
      kind: 'refused',
      problem: expect.stringMatching(/did not take the message/),
    });
  });

  it('that nobody knows are tried again and shown to a human', () => {
    expect(answer({ code: 11246, msg: 'card content failed' })).toMatchObject({
      kind: 'doubtful',
      problem: expect.stringContaining('card content failed'),
    });
  });
});

describe('a message to Feishu', () => {
  it('is a card of schema 2.0 with a title, a text and a button to the console', async () => {
    const { card, msg_type } = await payloadOf({});
    expect(msg_type).toBe('interactive');
    expect(card.schema).toBe('2.0');
    expect(card.header).toEqual({
      title: { tag: 'plain_text', content: expect.stringMatching(/^62 of 62 relays to push-3/) },
      template: 'red',
    });
    const [text, button] = card.body.elements;
    expect(text.content).toMatch(
      /- Since .+\*\*Relays\*\*\n- evening news .+\*\*What to do\*\*\n1\. Check .+`aliyun live/s,
    );
    expect(button.behaviors).toEqual([{ type: 'open_url', default_url: 'https://live.console.aliyun.com/' }]);
  });

  it('is green once resolved, and speaks Chinese', async () => {
    const { sent, call } = keepingCall('feishu');
    await createFeishuChannel(SETTINGS, robotDeps({ call, language: 'zh' })).send(aCause({ kind: 'resolved' }));
    const { header, body } = JSON.parse(sent[0]?.body ?? '').card;
    expect(header.template).toBe('green');
    expect(header.title.content).toMatch(/^已恢复，历时 1 分 30 秒：推往 push-3\.example\.com 的全部 62 个转推任务/);
    expect(body.elements[1].text.content).toBe('直播控制台');
  });

  it('lets no name of a relay call everybody, make a link or a picture', async () => {
    const examples = [aRelay({ name: '<at id=all></at> ![x](http://evil.example.com)' })];
    const text = (await payloadOf({}, { examples })).card.body.elements[0].content;
    expect(text).toContain('&#60;at id=all>&#60;/at> ![x]&#40;http://evil.example.com)');
  });

  it('shows no emoji that stands in the name of a relay', async () => {
    const { card } = await payloadOf({}, { examples: [aRelay({ name: ':OK: at 12:01:30' })] });
    expect(card.body.elements[0].content).toContain('&#58;OK: at 12:01:30');
  });

  it('holds its keyword in the text unless the title has it', async () => {
    const textWith = async (keyword: string) => (await payloadOf({ keyword })).card.body.elements[0].content;
    expect(await textWith('relaywatch-prod')).toMatch(/\nrelaywatch-prod$/);
    expect(await textWith('62 of 62')).not.toMatch(/62 of 62$/);
  });
});

describe('sending to Feishu', () => {
  it('is accepted with signature and keyword, and refused with another secret or a clock that is far off', async () => {
    const nowMs = () => Date.parse('2026-03-01T08:00:00Z');
    const standIn = await startFeishuStandIn({ secret: 'SEC1', keyword: 'relaywatch', nowMs });
    const send = (settings: Partial<FeishuSettings>, at = '2026-03-01T08:00:00Z') =>
      createFeishuChannel(
        { url: standIn.url, secret: 'SEC1', keyword: 'relaywatch', ...settings },
        robotDeps({ clock: instantClock(at) }),
      ).send(aCause());
    expect(await send({})).toMatchObject({ ok: true });
    expect(await send({ secret: 'SEC2' })).toMatchObject({ broken: true, problem: expect.stringMatching(/19021/) });
    expect(await send({}, '2026-03-01T06:59:59Z')).toMatchObject({ broken: true });
    expect(await send({ keyword: undefined })).toMatchObject({ broken: true, problem: expect.stringMatching(/19024/) });
    await standIn.close();
  });
});
