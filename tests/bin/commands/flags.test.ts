import { InvalidArgumentError } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentAfter, momentBefore } from '../../../bin/commands/moments.ts';
import { isLookedFor, lookedForBy, type TaskFilterFlags } from '../../../bin/commands/task-filter.ts';
import {
  httpUrl,
  list,
  port,
  rate,
  regionIds,
  share,
  wholeFromOne,
  wholeNumber,
  wordsOf,
} from '../../../bin/program/values.ts';
import { UsageError } from '../../../bin/usage-error.ts';
import type { RelayTask } from '../../../lib/monitor/relay-task.ts';
import { aTask } from '../../../stand-ins/simulation/a-task.ts';
import { NOON } from '../../monitor/a-sighting.ts';

describe('a value of a flag', () => {
  it.each<[string, (text: string) => unknown, string, unknown]>([
    ['a whole number', wholeNumber, '0', 0],
    ['a whole number with zeros before it', wholeNumber, '007', 7],
    ['the largest whole number', wholeNumber, '9'.repeat(15), 999_999_999_999_999],
    ['a number from one on', wholeFromOne, '1', 1],
    ['any free port', port, '0', 0],
    ['the last port', port, '65535', 65_535],
    ['a rate', rate, '0.5', 0.5],
    ['a rate of nothing', rate, '0', 0],
    ['all of it', share, '1', 1],
    ['a list', list, ' a, b ,,c', ['a', 'b', 'c']],
    ['regions, each once', regionIds, 'cn-shanghai,cn-beijing,cn-shanghai', ['cn-shanghai', 'cn-beijing']],
    ['an address', httpUrl, 'http://127.0.0.1:8080/a', 'http://127.0.0.1:8080/a'],
    ['words', wordsOf(['stopped', 'running']), 'running, stopped', ['running', 'stopped']],
  ])('%s', (_, parse, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each<[string, (text: string) => unknown, readonly string[]]>([
    ['a whole number', wholeNumber, ['', ' 1', '-1', '1.5', '1e3', '0x1', '٣', '9'.repeat(16)]],
    ['a number from one on', wholeFromOne, ['0', '-1']],
    ['a port', port, ['65536', '-1']],
    ['a rate', rate, ['', ' ', '-0.1', 'NaN', 'Infinity', 'one']],
    ['a share', share, ['1.0001', '-0.1', '50%']],
    ['a list', list, ['', ',', ' , ']],
    ['regions', regionIds, ['cn_shanghai', 'cn-shanghai;cn-beijing', '火星', 'a'.repeat(65)]],
    ['an address', httpUrl, ['ftp://a', 'javascript:alert(1)', '127.0.0.1', '', 'http://']],
    ['words', wordsOf(['stopped']), ['stoped', 'STOPPED', 'constructor', '']],
  ])('that is not %s is refused', (_, parse, texts) => {
    for (const text of texts) expect(() => parse(text), text).toThrow(InvalidArgumentError);
  });

  it('that was probably meant is named', () => {
    expect(() => wordsOf(['stopped', 'running'])('stoped')).toThrow(/stopped, running.*stopped/);
  });
});

describe('a moment', () => {
  const secondsAfter = (text: string) => momentAfter(text, NOON, '--until').diff(NOON).as('seconds');
  const secondsBefore = (text: string) => NOON.diff(momentBefore(text, NOON, '--since')).as('seconds');

  it.each([
    ['30s', 30],
    ['30m', 1_800],
    ['2h', 7_200],
    ['2H', 7_200],
    ['1d', 86_400],
    ['PT2H', 7_200],
    ['pt1m30s', 90],
    ['P1W', 604_800],
    ['0m', 0],
  ])('%s is as far ahead as it is back', (text, seconds) => {
    expect([secondsAfter(text), secondsBefore(text)]).toEqual([seconds, seconds]);
  });

  it.each([
    ['2026-03-02T13:00:00Z', 3_600],
    ['2026-03-02T21:00:00+08:00', 3_600],
    ['2026-03-02T13:00', 3_600],
    ['2026-03-03', 43_200],
  ])('%s is itself, whichever way one looks', (text, seconds) => {
    expect([secondsAfter(text), -secondsBefore(text)]).toEqual([seconds, seconds]);
  });

  it.each(['', 'tomorrow', '2', 'h', '2x', '1.5h', '-2h', '2026-02-30', '1234567m', 'P', 'PT', '火星'])(
    '%j is none, and the flag is named',
    (text) => {
      expect(() => momentAfter(text, NOON, '--until')).toThrow(UsageError);
      expect(() => momentBefore(text, NOON, '--since')).toThrow(/^--since must be a duration such as/);
    },
  );

  it.each([
    ['3650d', false],
    ['4000d', true],
    ['P10Y', false],
    ['P11Y', true],
  ])('%s is too far away: %s', (text, far) => {
    const said = expect(() => momentBefore(text, NOON, '--since'));
    if (far) said.toThrow('--since must be at most 10 years away');
    else said.not.toThrow();
  });

  it('is one and the same however it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), (hours) => {
        expect(secondsAfter(`${hours}h`)).toBe(hours * 3_600);
        expect(secondsAfter(`PT${hours}H`)).toBe(secondsAfter(`${hours}h`));
        const iso = NOON.plus({ hours }).toISO();
        expect(momentAfter(iso, NOON, '--until').toISO()).toBe(momentAfter(`${hours}h`, NOON, '--until').toISO());
      }),
    );
  });
});

describe('what Live is asked for', () => {
  it.each<[TaskFilterFlags, object, boolean]>([
    [{}, {}, false],
    [{ region: ['cn-shanghai'] }, {}, false],
    [{ name: 'studio' }, { taskName: 'studio' }, false],
    [{ name: 'studio-*' }, { taskName: 'studio-' }, true],
    [{ name: 'a-?-longer' }, { taskName: '-longer' }, true],
    [{ name: '*' }, {}, true],
    [{ name: 'literal\\*' }, { taskName: 'literal*' }, true],
    [{ taskId: 't', dstUrl: 'rtmp://a' }, { taskId: 't', dstUrl: 'rtmp://a' }, false],
    [{ status: ['stopped'] }, {}, true],
    [{ source: 'source-*' }, {}, true],
    [{ destination: 'push-*' }, {}, true],
  ])('of %j: %j, and whether that does not suffice: %s', (flags, filter, isOurs) => {
    expect(lookedForBy(flags)).toMatchObject({ filter, isOurs });
  });

  it('is nothing for a pattern that the configuration refuses, too', () => {
    expect(() => lookedForBy({ source: 'rtmp://a/live' })).toThrow(/^--source must be/);
    expect(() => lookedForBy({ name: 'studio-[12]*' })).toThrow(/^--name must be/);
  });
});

describe('what of the answer is looked for', () => {
  const two = { sources: [{ origin: 'rtmp://a.example.com' }, { origin: 'rtmp://b.example.com' }] };
  it.each<[string, TaskFilterFlags, Partial<RelayTask>, boolean]>([
    ['all without a flag', {}, {}, true],
    ['a status', { status: ['stopped', 'running'] }, {}, true],
    ['another status', { status: ['stopped'] }, {}, false],
    ['any of its sources', { source: 'b.*' }, two, true],
    ['none of its sources', { source: 'c.*' }, two, false],
    ['a source that is not known', { source: 'a.*' }, { sources: [] }, false],
    ['a source of which nothing is known, without a flag for it', { name: 'd*' }, { sources: [] }, true],
    ['a source that could not be read', { source: '*' }, { sources: [{ origin: null }] }, true],
    ['a destination', { destination: 'push-1.*' }, {}, true],
    ['a destination that is not known', { destination: 'push-1.*' }, { destination: null }, false],
    ['a pattern of its name', { name: 'DEM?' }, {}, true],
    ['a part of its name, which Live compares', { name: 'em' }, {}, true],
    ['a pattern of a part of its name', { name: 'em*' }, {}, false],
  ])('%s', (_, flags, task, wanted) => {
    expect(isLookedFor(aTask(task), lookedForBy(flags))).toBe(wanted);
  });
});
