import { describe, expect, it } from 'vitest';
import type { TaskFilter } from '../../lib/live/request.ts';
import type { Expectation } from '../../lib/monitor/mutes.ts';
import { bareSighting, CONFLICT, EXPECTATION, HEALTHY } from '../../lib/monitor/sightings.ts';
import { blindness } from '../../lib/sweep/blindness.ts';
import { couldBeListed, isInRegion } from '../../lib/sweep/coverage.ts';
import { isReadWhole, unwatchedOf } from '../../lib/sweep/unwatched.ts';
import { aSighting, VERDICTS } from '../monitor/a-sighting.ts';
import { anIncident } from '../monitor/an-incident.ts';
import { aWalkResult } from '../support/a-walk-result.ts';

const relay = (parts: Parameters<typeof aSighting>[2] = {}) => aSighting('r', VERDICTS.stopped, parts);
const walkOf = (region: string, complete = true) =>
  aWalkResult({ walk: { region, filter: {}, key: region }, complete });

describe('whether the lists could have a relay', () => {
  it('when nothing is said of what is read, all could', () => {
    expect(couldBeListed(relay(), {})).toBe(true);
    expect(couldBeListed(relay(), { scopes: [] })).toBe(true);
  });

  it.each([
    ['cn-shanghai', ['cn-shanghai'], true],
    ['cn-shanghai', ['cn-beijing', 'cn-shanghai'], true],
    ['cn-shanghai', ['cn-beijing'], false],
    ['cn-shanghai', [], false],
    ['', ['cn-beijing'], true],
    ['cn-shanghai', undefined, true],
  ])('region %j of %j: %s', (region, regions, is) => {
    expect(isInRegion(region, regions)).toBe(is);
  });

  it.each<[TaskFilter, boolean]>([
    [{}, true],
    [{ taskId: 'r' }, true],
    [{ taskId: 'R' }, true],
    [{ taskId: 'r2' }, false],
    [{ taskName: 'UDIO' }, true],
    [{ taskName: 'event' }, false],
    [{ taskName: 'studio', taskId: 'x' }, false],
    [{ dstUrl: 'rtmp://push-1.example.com' }, true],
    [{ dstUrl: 'RTMP://PUSH-1.example.com' }, true],
    [{ dstUrl: 'rtmp://push-1' }, true],
    [{ dstUrl: 'rtmp://push-2' }, false],
    [{ dstUrl: 'rtmp://push-1.example.com/live/a' }, true],
    // the host is whole once something follows it
    [{ dstUrl: 'rtmp://push-1/live/a' }, false],
    [{ dstUrl: 'rtmps://push-1.example.com/live/a' }, false],
    [{ dstUrl: 'rtmp://user:secret@push-1.example.com/live/a' }, true],
    [{ dstUrl: 'rtmp://user:secret@push-1.example.com' }, true],
    [{ dstUrl: 'rtmp://user:secret@push-2.example.com' }, false],
    // what begins without a scheme may be of the path
    [{ dstUrl: 'live/a' }, true],
  ])('scope %j: %s', (scope, could) => {
    expect(couldBeListed(relay({ name: 'Studio-1' }), { scopes: [scope] })).toBe(could);
  });

  it('one scope of several is enough, in a region that is read', () => {
    const scopes = [{ taskName: 'event' }, { taskName: 'r' }];
    expect(couldBeListed(relay(), { scopes })).toBe(true);
    expect(couldBeListed(relay(), { scopes, regions: ['cn-beijing'] })).toBe(false);
  });
});

describe('whether a region was read whole', () => {
  it.each([
    ['all of its lists were', [walkOf('a'), walkOf('a')], true],
    ['one of its lists was not', [walkOf('a'), walkOf('a', false)], false],
    ['that of another region was not', [walkOf('a'), walkOf('b', false)], true],
    ['it has no list', [walkOf('b', false)], true],
  ])('%s', (_, walks, whole) => {
    expect(isReadWhole('a', { walks })).toBe(whole);
  });
});

describe('incidents that are no longer watched', () => {
  const unwatched = (
    incident: ReturnType<typeof anIncident>,
    deps: Parameters<typeof unwatchedOf>[4],
    { seen = [] as string[], regions = [] as string[], walks = [walkOf('cn-shanghai')] } = {},
  ) => unwatchedOf([incident], new Set(seen), () => regions, { walks }, deps).size === 1;
  const one = anIncident('r');
  const expectation: Expectation = { name: 'night', match: {}, atLeast: 1 };
  const expected = anIncident('night', { key: `${EXPECTATION}night`, region: '', verdict: 'expected-missing' });

  it('are those of a region that is not read, whatever could not be read', () => {
    expect(unwatched(one, { regions: ['cn-beijing'] }, { walks: [walkOf('cn-shanghai', false)] })).toBe(true);
    expect(unwatched(one, { regions: ['cn-shanghai'] })).toBe(false);
  });

  it('are those that no scope could have, once their region was read to its end', () => {
    const scopes = [{ taskName: 'event' }];
    expect(unwatched(one, { scopes })).toBe(true);
    expect(unwatched(one, { scopes }, { walks: [walkOf('cn-shanghai', false)] })).toBe(false);
  });

  it('are none that were seen, wherever', () => {
    expect(unwatched(one, { regions: ['cn-beijing'] }, { seen: [one.key] })).toBe(false);
  });

  it.each<[string, readonly Expectation[] | undefined, boolean]>([
    ['expected still', [expectation], false],
    ['not expected any more', [{ ...expectation, name: 'Night' }], true],
    ['not expected, with none left', [], true],
    ['perhaps expected: that is not known', undefined, false],
  ])('or are %s', (_, expectations, is) => {
    expect(unwatched(expected, { regions: [], ...(expectations ? { expectations } : {}) })).toBe(is);
  });

  it('are conflicts of which one relay is in a region that is not read', () => {
    const conflict = anIncident('r', { key: `${CONFLICT}abc` });
    const deps = { regions: ['cn-shanghai'] };
    expect(unwatched(conflict, deps, { regions: ['cn-shanghai'] })).toBe(false);
    expect(unwatched(conflict, deps, { regions: ['cn-shanghai', 'cn-beijing'] })).toBe(true);
  });
});

describe('a blind monitor', () => {
  const trouble = (code: string, blind: boolean) => ({ code, blind, text: '' }) as never;
  const sightings = (incompleteness: never[][], known: string[] = []) =>
    blindness(incompleteness.flat(), new Set(known));

  it('is a fault with its reasons, sorted, each once', () => {
    const seen = sightings([[trouble('time', true), trouble('failed', true)], [trouble('failed', true)]]);
    expect(seen).toEqual([
      bareSighting('monitor', 'relaywatch', { kind: 'monitor-blind', severity: 'warning', reason: 'failed, time' }),
    ]);
  });

  it('is not one whose lists merely change', () => {
    expect(sightings([[trouble('moved', false)]])).toEqual([]);
    expect(sightings([])).toEqual([]);
  });

  it('that sees again is well, as long as its incident is known', () => {
    expect(sightings([[]], ['monitor'])).toEqual([bareSighting('monitor', 'relaywatch', HEALTHY)]);
    expect(sightings([[]], ['cn-shanghai/monitor'])).toEqual([]);
  });
});
