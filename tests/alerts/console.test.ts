import { describe, expect, it } from 'vitest';
import { createConsoleChannel } from '../../lib/alerts/console.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { aNotification, aStoppedGroup, aStoppedRelay } from './a-notification.ts';

async function printed(notification: Notification): Promise<string> {
  let text = '';
  const channel = createConsoleChannel((more) => {
    text += more;
  });
  expect(await channel.send(notification)).toEqual({ ok: true, receipt: 'printed' });
  return text;
}

describe('the console channel', () => {
  it('prints title, groups, examples and what was seen', async () => {
    const groups = [
      aStoppedGroup({ count: 12 }),
      aStoppedGroup({ reason: 'none', count: 1, examples: [aStoppedRelay({ name: '', destination: '' })] }),
    ];
    expect(await printed(aNotification({ groups }))).toBe(
      [
        '[2026-03-01 08:00:00 UTC] 1 of 1200 relays stopped: 1 PullStreamFailed',
        '  12 in cn-shanghai: PullStreamFailed',
        '    - evening news (task-1), rtmp://source-3.example.com -> rtmp://out.example.net',
        '    - and 11 more',
        '  1 in cn-shanghai: none',
        '    - task-1, rtmp://source-3.example.com -> unknown',
        '  1200 relays seen.',
        '',
      ].join('\n'),
    );
  });

  it('shows at most five examples of a group', async () => {
    const examples = Array.from({ length: 8 }, () => aStoppedRelay());
    const text = await printed(aNotification({ groups: [aStoppedGroup({ count: 8, examples })] }));
    expect(text.match(/evening news/g)).toHaveLength(5);
    expect(text).toContain('- and 3 more');
  });

  it('warns that an incomplete sweep may have missed some', async () => {
    expect(await printed(aNotification({ sweepComplete: false }))).toContain('more may have stopped');
  });

  it('lets no name of a relay command the terminal or fake a line', async () => {
    const examples = [aStoppedRelay({ name: 'a\u001b[2J\nb\r\u202ec\u009b' })];
    expect(await printed(aNotification({ groups: [aStoppedGroup({ examples })] }))).toContain('a?[2J?b??c? (task-1)');
  });

  it('reports that printing failed instead of throwing', async () => {
    const channel = createConsoleChannel(() => {
      throw new Error('EPIPE');
    });
    expect(await channel.send(aNotification())).toEqual({
      ok: false,
      problem: 'the message could not be printed: EPIPE',
      retryable: true,
    });
  });

  it('is always ready', async () => {
    expect(await createConsoleChannel(() => {}).check()).toMatchObject({ ok: true });
  });
});
