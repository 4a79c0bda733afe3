import { describe, expect, it } from 'vitest';
import type { StoryLine } from '../../lib/answers/story.ts';
import { showingBriefly } from '../../lib/status/showing.ts';
import { shownFact } from '../../lib/status/shown-story.ts';
import { AT, answerLine, relayLine } from '../answers/a-story.ts';

const UNSAFE = '\u202egnp\u0007';
const SHOWN = '?gnp?';

describe('a part of a story that is shown', () => {
  it('has each of its texts made visible, however deep', () => {
    const line: StoryLine = relayLine({
      reason: UNSAFE,
      relays: { count: 2, named: [{ key: UNSAFE, name: UNSAFE }] },
      rule: { severity: 'info', severityLine: UNSAFE, wait: { seconds: 1, line: UNSAFE }, differs: true },
    });
    const decided: StoryLine = {
      at: AT,
      about: 'decision',
      message: null,
      why: { reason: 'held-by-mute', mute: { kind: 'window', id: UNSAFE, name: UNSAFE, until: AT } },
      answered: false,
    };
    for (const one of [line, decided, answerLine({ channel: UNSAFE, said: UNSAFE })]) {
      const shown = JSON.stringify(shownFact(one, showingBriefly()));
      expect(shown).toBe(JSON.stringify(one).replaceAll(JSON.stringify(UNSAFE).slice(1, -1), SHOWN));
    }
  });

  it('keeps what is no text, and times, as they are', () => {
    const line = relayLine({ lostSeconds: 1.5, rule: null });
    expect(shownFact(line, () => 'x')).toMatchObject({
      at: AT,
      about: 'relay',
      since: AT,
      lostSeconds: 1.5,
      rule: null,
    });
    expect(shownFact({ reason: 'y' }, () => 'x')).toEqual({ reason: 'x' });
  });
});
