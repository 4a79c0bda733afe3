import { describe, expect, it } from 'vitest';
import type { Cause } from '../../lib/monitor/cause.ts';
import {
  acknowledging,
  criteriaText,
  endingSilence,
  silencing,
  unacknowledging,
} from '../../lib/monitor/hand-change.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { later, NOON } from './a-sighting.ts';
import { silenceOf } from './watching.ts';

const state = (parts: Partial<WatchState> = {}): WatchState => ({
  asOf: NOON.toISO(),
  incidents: [],
  causes: [{ key: 'c-1' } as Cause],
  silences: [],
  mutes: [],
  ...parts,
});
const ACK = { causeKey: 'c-1', at: NOON.toISO() };

describe('an acknowledgement', () => {
  it('is kept for an open cause, the last one only', () => {
    const first = acknowledging({ ...ACK, by: 'wang' }).edit(state());
    expect(first?.acknowledged).toEqual([{ ...ACK, by: 'wang' }]);
    const second = first && acknowledging({ ...ACK, by: 'li' }).edit(first);
    expect(second?.acknowledged).toEqual([{ ...ACK, by: 'li' }]);
  });

  it('leaves those of other causes', () => {
    const other = { causeKey: 'c-2', at: NOON.toISO() };
    expect(acknowledging(ACK).edit(state({ acknowledged: [other] }))?.acknowledged).toEqual([other, ACK]);
    expect(unacknowledging('c-1', undefined).edit(state({ acknowledged: [other, ACK] }))?.acknowledged).toEqual([
      other,
    ]);
  });

  it.each(['c-2', '', 'c-11', '__proto__'])('changes nothing when no cause is open with the key %j', (causeKey) => {
    expect(acknowledging({ ...ACK, causeKey }).edit(state())).toBeNull();
  });

  it('cannot be taken back when there is none', () => {
    expect(unacknowledging('c-1', 'li').edit(state())).toBeNull();
    expect(unacknowledging('c-1', 'li').edit(state({ acknowledged: [] }))).toBeNull();
  });

  it.each([
    [undefined, 'c-1'],
    ['', 'c-1'],
    ['on it', 'c-1: on it'],
  ])('with the comment %j is noted as %j', (comment, text) => {
    const noted = acknowledging({ ...ACK, ...(comment === undefined ? {} : { comment }) }).entry;
    expect(noted).toMatchObject({ what: 'ack', text });
    expect(noted).not.toHaveProperty('who');
  });

  it('is noted with who did it', () => {
    expect(acknowledging({ ...ACK, by: 'li' }).entry.who).toBe('li');
    expect(unacknowledging('c-1', 'wang').entry).toMatchObject({ who: 'wang', what: 'ack-undo', text: 'c-1' });
  });
});

describe('a silence', () => {
  const until = later(3_600).toISO();
  const one = silenceOf('s-1', until, { region: 'cn-beijing', name: ['a', 'b'] });

  it('is added after those that there are, and noted whole', () => {
    const { edit, entry } = silencing(one);
    const before = silenceOf('s-0', until);
    expect(edit(state({ silences: [before] }))?.silences).toEqual([before, one]);
    expect(entry).toMatchObject({
      what: 'silence-add',
      text: `s-1 until ${until}: region=cn-beijing name=a,b works`,
      silence: one,
    });
  });

  it('is ended by its id alone', () => {
    const others = [silenceOf('s-1', until), silenceOf('s-11', until)];
    expect(
      endingSilence('s-1', 'li')
        .edit(state({ silences: others }))
        ?.silences.map(({ id }) => id),
    ).toEqual(['s-11']);
    expect(endingSilence('s-2', 'li').edit(state({ silences: others }))).toBeNull();
    expect(endingSilence('s-1', 'li').entry).toMatchObject({ what: 'silence-expire', text: 's-1', who: 'li' });
  });
});

describe('criteria', () => {
  it.each([
    [{}, ''],
    [{ name: 'studio-*' }, 'name=studio-*'],
    [{ region: 'cn-beijing', verdict: ['stopped', 'recovering'] }, 'region=cn-beijing verdict=stopped,recovering'],
    [{ region: undefined, name: 'a' }, 'name=a'],
  ])('%j are %j', (match, text) => {
    expect(criteriaText(match)).toBe(text);
  });
});
