import { describe, expect, it } from 'vitest';
import { parseCallbackTask } from '../../lib/live/callback-task.ts';
import { callbackUrlOf, whoseCallback } from '../../lib/live/callback-url.ts';
import { CANARY } from '../support/canary.ts';

const ADDRESS = { url: 'https://relays.example.com/v1/', token: CANARY, previousToken: `old-${CANARY}` };
const OURS = callbackUrlOf(ADDRESS, 'cn-shanghai');

const parsed = (info: Readonly<Record<string, unknown>>) =>
  parseCallbackTask(
    { TaskId: 'a', TaskStatus: 1, TaskInfo: { TaskId: 'a', TaskName: 'studio', ...info } },
    'cn-shanghai',
    whoseCallback(ADDRESS),
  );

describe('the CallbackUrl of a task', () => {
  it.each([
    ['ours', { CallbackURL: OURS }, { isOurs: true, origin: 'https://relays.example.com' }],
    ['ours, spelt as in requests', { CallbackUrl: OURS }, { isOurs: true, origin: 'https://relays.example.com' }],
    ['ours without its scheme, as in a sample', { CallbackURL: OURS.slice(8) }, { isOurs: true, origin: null }],
    [
      'ours with its port and a large host',
      { CallbackURL: OURS.replace('relays.example.com', 'RELAYS.example.com:443') },
      { isOurs: true, origin: 'https://relays.example.com:443' },
    ],
    [
      'ours with blanks around it',
      { CallbackURL: ` ${OURS}\n` },
      { isOurs: true, origin: 'https://relays.example.com' },
    ],
    [
      'that of another token',
      { CallbackURL: OURS.replace(CANARY, 'other') },
      { isOurs: false, origin: 'https://relays.example.com' },
    ],
    [
      'that of the previous token',
      { CallbackURL: OURS.replace(CANARY, `old-${CANARY}`) },
      { isOurs: true, isOutdated: true, origin: 'https://relays.example.com' },
    ],
    [
      'ours of another region',
      { CallbackURL: OURS.replace('cn-shanghai', 'cn-beijing') },
      { isOurs: true, isOutdated: true, origin: 'https://relays.example.com' },
    ],
    [
      'ours without a region',
      { CallbackURL: OURS.replace('/cn-shanghai', '') },
      { isOurs: true, isOutdated: true, origin: 'https://relays.example.com' },
    ],
    [
      'one whose token begins like ours',
      { CallbackURL: OURS.replace(CANARY, `${CANARY}0`) },
      { isOurs: false, origin: 'https://relays.example.com' },
    ],
    [
      'that of another scheme',
      { CallbackURL: OURS.replace('https', 'http') },
      { isOurs: false, origin: 'http://relays.example.com' },
    ],
    [
      'one with a password',
      { CallbackURL: `https://user:${CANARY}@x.example.com/${CANARY}` },
      { isOurs: false, origin: 'https://x.example.com' },
    ],
    ['no URL', { CallbackURL: `${CANARY} here` }, { isOurs: false, origin: null }],
    ['an empty one', { CallbackURL: '' }, null],
    ['a blank one', { CallbackURL: ' ' }, null],
    ['none', {}, null],
    ['null', { CallbackURL: null }, null],
    ['a number', { CallbackURL: 7 }, null],
    [
      'an empty one beside ours',
      { CallbackURL: '', CallbackUrl: OURS },
      { isOurs: true, origin: 'https://relays.example.com' },
    ],
  ])('is kept as what it leads to alone: %s', (_, info, callback) => {
    const task = parsed(info);
    expect(task.callback).toEqual(callback);
    expect(JSON.stringify(task)).not.toContain(CANARY);
  });

  it('leaves everything else of the task as parseRelayTask has it', () => {
    expect(parsed({ CallbackURL: OURS })).toMatchObject({
      taskId: 'a',
      name: 'studio',
      status: 'running',
      hasCallback: true,
    });
    expect(parseCallbackTask('nonsense', 'cn-shanghai', whoseCallback(ADDRESS))).toMatchObject({
      taskId: '',
      callback: null,
    });
  });

  it('is no part of the key of the rest, and the rest is, in whatever order and with its secrets', () => {
    const rest = {
      DstUrl: `rtmp://push.example.com/${CANARY}`,
      AuthKey: CANARY,
      SourceUrls: ['rtmp://a/1', 'rtmp://a/2'],
    };
    const { restKey } = parsed(rest);
    expect(parsed({ CallbackURL: OURS, ...rest }).restKey).toBe(restKey);
    expect(parsed(Object.fromEntries(Object.entries(rest).reverse())).restKey).toBe(restKey);
    for (const changed of [
      { ...rest, DstUrl: `rtmp://push.example.com/${CANARY}2` },
      { ...rest, AuthKey: undefined },
      { ...rest, SourceUrls: ['rtmp://a/2', 'rtmp://a/1'] },
      { ...rest, RepeatNumber: 0 },
    ])
      expect(parsed(changed).restKey).not.toBe(restKey);
  });
});

it('is read however deeply something in it is nested', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  expect(parsed({ Notes: deep, CallbackURL: OURS })).toMatchObject({ taskId: 'a', callback: { isOurs: true } });
});
