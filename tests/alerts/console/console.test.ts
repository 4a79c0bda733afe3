import { describe, expect, it } from 'vitest';
import { createConsoleChannel } from '../../../lib/alerts/console/console.ts';
import type { Notification } from '../../../lib/monitor/notification.ts';
import { aCause, aRelay, describeChannel } from '../channel-contract.ts';

async function printed(notification: Notification, deps: { language?: 'en' | 'zh'; body?: string } = {}) {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const templates = deps.body === undefined ? {} : { templates: { body: deps.body } };
  const channel = createConsoleChannel({}, { write, language: deps.language ?? 'en', ...templates });
  expect(await channel.send(notification)).toEqual({ ok: true, receipt: 'printed' });
  return text;
}

describeChannel('the console channel', async () => {
  const texts: string[] = [];
  const channel = createConsoleChannel({ name: 'terminal' }, { write: (text) => texts.push(text), language: 'en' });
  return { channel, delivered: () => texts.length, close: async () => undefined };
});

describe('the console channel', () => {
  it('prints when, how bad and what, then the details indented', async () => {
    const text = await printed(aCause());
    const [first, ...rest] = text.trimEnd().split('\n');
    expect(first).toMatch(/^\[2026-03-01 08:00:00 UTC\] critical open: 62 of 62 .*push-3\.example\.com/);
    expect(rest.length).toBeGreaterThan(3);
    expect(rest.every((line) => line.startsWith('  '))).toBe(true);
    expect(text).toContain('evening news (task-1)');
    expect(text.endsWith('\n')).toBe(true);
  });

  it('speaks Chinese when asked', async () => {
    expect(await printed(aCause(), { language: 'zh' })).toMatch(/\p{Script=Han}/u);
  });

  it("prints the operator's own body", async () => {
    expect(await printed(aCause(), { body: 'seen: {{affected}}\nlook there' })).toMatch(
      /\n {2}.*seen: 62\n {2}.*look there\n/,
    );
  });

  it('lets no name of a relay command the terminal or fake a line', async () => {
    const examples = [aRelay({ name: 'a\u001b[2J\nb\r\u202ec\u009b' })];
    const text = await printed(aCause({ examples }));
    expect(text).toContain('a?[2J?b??c? (task-1)');
  });

  it('reports that printing failed instead of throwing', async () => {
    const write = () => {
      throw new Error('EPIPE');
    };
    expect(await createConsoleChannel({}, { write, language: 'en' }).send(aCause())).toEqual({
      ok: false,
      problem: 'the message could not be printed: EPIPE',
      retryable: true,
    });
  });

  it('shows a time that is none as it is', async () => {
    expect(await printed(aCause({ at: 'soon\u001b' }))).toMatch(/^\[soon\?\] /);
  });

  it('is called console when it has no name', () => {
    expect(createConsoleChannel({}, { write: () => {}, language: 'en' }).name).toBe('console');
  });
});
