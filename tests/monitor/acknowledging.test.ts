import { describe, expect, it } from 'vitest';
import { composeText } from '../../lib/alerts/text/compose.ts';
import { acknowledge, unacknowledge } from '../../lib/monitor/acknowledging.ts';
import { later, VERDICTS } from './a-sighting.ts';
import { relays, Watching } from './watching.ts';

const HOUR = 3_600;
const sick = (count: number) => relays(count, VERDICTS.pull, { source: 'rtmp://dead.example.com' });

/** Four relays were told as one cause, and acknowledged. */
function acknowledgedOfFour(settings: ConstructorParameters<typeof Watching>[1] = {}): Watching {
  const watching = new Watching('healthy', settings);
  watching.sweep(60, sick(4));
  if (!watching.state) throw new Error('nothing is remembered');
  const [cause] = watching.state.causes;
  const acknowledgement = { causeKey: cause?.key ?? '', at: later(90).toISO(), by: 'Li', comment: 'on the phone' };
  watching.state = acknowledge(watching.state, acknowledgement);
  return watching;
}

describe('an acknowledgement', () => {
  it('holds reminders back, which is a decision of its own', () => {
    const watching = acknowledgedOfFour();
    const [message] = watching.sweep(9 * HOUR, sick(4));
    expect(watching.decisions).toMatchObject([{ reason: 'acknowledged', kind: 'update' }]);
    expect(message).toMatchObject({ kind: 'update', why: 'acknowledged' });
    expect(message).not.toHaveProperty('acknowledged');
    expect(watching.state?.acknowledged).toHaveLength(1);
  });

  it('ends with what is news, and the message says who knew of it before, in both languages', () => {
    const watching = acknowledgedOfFour();
    const [message] = watching.sweep(600, sick(8));
    if (!message) throw new Error('nothing was said');
    expect(composeText(message, 'en').lines).toContain(
      'Acknowledged by Li at 12:01:30 UTC, before this was known: on the phone.',
    );
    expect(composeText(message, 'zh').lines).toContain('Li 已于 12:01:30 UTC 确认，当时尚无本条新情况：on the phone');
    expect(watching.state?.acknowledged).toEqual([]);
    expect(watching.sweep(600 + 5 * HOUR, sick(8))).toMatchObject([{ kind: 'reminder' }]);
  });

  it('ends where a channel is told for the first time', () => {
    const routes = [{ match: { region: 'cn-beijing' }, channels: ['north'], continue: true }, { channels: ['all'] }];
    const watching = acknowledgedOfFour({ routes, channels: ['north', 'all'] });
    const joined = [
      ...sick(4),
      ...relays(1, VERDICTS.pull, { source: 'rtmp://dead.example.com', region: 'cn-beijing' }, 'b'),
    ];
    const [opening] = watching.sweep(120, joined);
    expect(opening).toMatchObject({ kind: 'open', why: 'newly-routed', acknowledged: { by: 'Li' } });
    expect(watching.state?.acknowledged).toEqual([]);
  });

  it('ends with its cause, so that the same one is told and reminded of when it begins anew', () => {
    const watching = acknowledgedOfFour();
    expect(watching.sweep(120, relays(4, VERDICTS.healthy))).toMatchObject([{ kind: 'resolved' }]);
    expect(watching.state?.acknowledged).toEqual([]);
    watching.sweep(5 * HOUR, sick(4));
    expect(watching.sweep(10 * HOUR, sick(4))).toMatchObject([{ kind: 'reminder' }]);
  });

  it('of a cause that is not there is forgotten', () => {
    const watching = new Watching();
    if (!watching.state) throw new Error('nothing is remembered');
    watching.state = acknowledge(watching.state, { causeKey: 'source-none', at: later(0).toISO() });
    watching.sweep(60, sick(1));
    expect(watching.state?.acknowledged).toEqual([]);
  });

  it('that is taken back lets the reminder go at once where it is due', () => {
    const watching = acknowledgedOfFour();
    watching.sweep(9 * HOUR, sick(4));
    if (!watching.state) throw new Error('nothing is remembered');
    watching.state = unacknowledge(watching.state, watching.state.acknowledged?.[0]?.causeKey ?? '');
    expect(watching.sweep(9 * HOUR + 60, sick(4))).toMatchObject([{ kind: 'reminder' }]);
  });

  it('is replaced by the next of the same cause', () => {
    const { state } = acknowledgedOfFour();
    if (!state) throw new Error('nothing is remembered');
    const causeKey = state.causes[0]?.key ?? '';
    const again = { causeKey, at: later(200).toISO() };
    expect(acknowledge(state, again).acknowledged).toEqual([again]);
  });
});
