import type { AnswerLine, CauseLine, RelayLine, StoryLine } from '../../lib/answers/story.ts';

/** When everything in these stories happens. */
export const AT = '2026-03-02T12:00:00.000Z';

/** A relay of which nothing is wrong but what a test says. */
export function relayLine(parts: Partial<RelayLine> = {}): StoryLine {
  return {
    at: AT,
    about: 'relay',
    event: 'opened',
    verdict: 'stopped',
    reason: 'PullStreamFailed',
    severity: 'critical',
    source: '',
    destination: '',
    since: AT,
    lostSeconds: 90,
    rule: null,
    relays: null,
    ...parts,
  };
}

export function causeLine(parts: Partial<CauseLine> = {}): StoryLine {
  return {
    at: AT,
    about: 'cause',
    event: 'began',
    key: 'source-1',
    scope: { by: 'source', value: 'rtmp://source-1.example.com' },
    verdict: 'stopped',
    reason: 'PullStreamFailed',
    severity: 'critical',
    affected: 2,
    ...parts,
  };
}

export function answerLine(parts: Partial<AnswerLine> = {}): StoryLine {
  return {
    at: AT,
    about: 'answer',
    channel: 'pager',
    message: 'open',
    accepted: true,
    said: 'r-1',
    unclear: null,
    ...parts,
  };
}
