import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeInvocation, type PlatformContext } from '../../functions/invocation.ts';
import { LOOK_EVENT } from '../../functions/look-event.ts';

const event = (name: string) => readFileSync(new URL(`../fixtures/events/${name}.json`, import.meta.url));
const FC: PlatformContext = {
  requestId: 'r-1',
  function: { timeout: 60 },
  credentials: { accessKeyId: 'STS.x', accessKeySecret: 'secret', securityToken: 'token' },
};
const lambda = (remainingMs = 30_000): PlatformContext => ({
  awsRequestId: 'a-1',
  getRemainingTimeInMillis: () => remainingMs,
});

describe('an invocation', () => {
  it('of Function Compute has the trigger, the time left and the keys of the role', () => {
    expect(describeInvocation(event('fc-timer'), FC)).toEqual({
      platform: 'function-compute',
      requestId: 'r-1',
      asksFor: 'sweep',
      account: null,
      trigger: { name: 'every-minute', dueAt: '2026-03-01T08:00:00Z' },
      remainingMs: 60_000,
      keys: { accessKeyId: 'STS.x', accessKeySecret: 'secret', securityToken: 'token' },
    });
  });

  it('of Function Compute may give its event as text, bytes or parsed', () => {
    const bytes = event('fc-timer');
    for (const form of [bytes, new Uint8Array(bytes), bytes.toString(), JSON.parse(bytes.toString())]) {
      expect(describeInvocation(form, FC).trigger?.name).toBe('every-minute');
    }
  });

  it('that a receiver of callbacks started asks for a look, whatever form its event has', () => {
    for (const form of [LOOK_EVENT, Buffer.from(LOOK_EVENT), JSON.parse(LOOK_EVENT)]) {
      for (const context of [FC, lambda()]) expect(describeInvocation(form, context).asksFor).toBe('look');
    }
    expect(describeInvocation({ relaywatch: 'sweep' }, FC).asksFor).toBe('sweep');
  });

  it('of Lambda has the rule, the time left and no keys of Alibaba Cloud', () => {
    expect(describeInvocation(JSON.parse(event('eventbridge-scheduled').toString()), lambda())).toEqual({
      platform: 'lambda',
      requestId: 'a-1',
      asksFor: 'sweep',
      account: null,
      trigger: { name: 'relaywatch-every-minute', dueAt: '2026-03-01T08:00:00Z' },
      remainingMs: 30_000,
      keys: null,
    });
  });

  it('without a whole pair of keys has none', () => {
    for (const credentials of [
      {},
      { accessKeyId: 'x' },
      { accessKeySecret: 'x' },
      { accessKeyId: '', accessKeySecret: '' },
    ])
      expect(describeInvocation(null, { credentials }).keys).toBeNull();
    expect(
      describeInvocation(null, { credentials: { accessKeyId: 'x', accessKeySecret: 'y', securityToken: '' } }).keys,
    ).toEqual({
      accessKeyId: 'x',
      accessKeySecret: 'y',
    });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['no bytes', Buffer.alloc(0)],
    ['no JSON', Buffer.from('<html>')],
    ['JSON null', Buffer.from('null')],
    ['a number', 7],
    ['a list', []],
    ['a symbol', Symbol('x')],
    ['a broken encoding', Buffer.from([0xff, 0xfe, 0x00])],
    ['odd fields', { triggerTime: { deep: 1 }, triggerName: 5, time: [], resources: [Object.create(null)] }],
    ['no resources', { time: '2026-03-01T08:00:00Z', resources: [] }],
  ])('with an odd event is still one: %s', (_, odd) => {
    for (const context of [FC, lambda(), {}, undefined, null]) {
      const { trigger } = describeInvocation(odd, context as PlatformContext);
      expect(
        trigger === null || (trigger.name === null && typeof trigger.dueAt !== 'object') || trigger.dueAt === null,
      ).toBe(true);
    }
  });

  it('whose platform does not say how long it may take has no end', () => {
    const odd = [
      {},
      { function: {} },
      { function: { timeout: 0 } },
      { function: { timeout: Number.NaN } },
      { function: null },
      { credentials: null },
      { getRemainingTimeInMillis: () => Number.NaN },
      { getRemainingTimeInMillis: () => undefined },
      {
        getRemainingTimeInMillis: () => {
          throw new Error('not today');
        },
      },
    ];
    for (const context of odd)
      expect(describeInvocation(null, context as unknown as PlatformContext).remainingMs).toBe(
        Number.POSITIVE_INFINITY,
      );
  });

  it('whose time is up has none left', () => {
    expect(describeInvocation(null, lambda(-5)).remainingMs).toBe(0);
  });
});
