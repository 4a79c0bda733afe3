import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { configSchema } from '../../lib/config/schema.ts';
import { keyMeant, keysAt } from '../../lib/config/schema-keys.ts';
import { problemsIn } from './a-document.ts';

const SCHEMA = z.strictObject({
  sweep: z.prefault(z.strictObject({ duration: z.int(), each: z.optional(z.int()) }), { duration: 1 }),
  list: z._default(
    z.array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('a'), name: z.string(), onlyA: z.string() }),
        z.strictObject({ type: z.literal('b'), name: z.string(), onlyB: z.string() }),
      ]),
    ),
    [],
  ),
  any: z.optional(z.record(z.string(), z.strictObject({ each: z.string(), inner: z.string() }))),
  open: z.unknown(),
});

describe('the keys at a place', () => {
  it.each<[string, (string | number)[], unknown, string[]]>([
    ['the whole document', [], {}, ['sweep', 'list', 'any', 'open']],
    ['a section with a default', ['sweep'], {}, ['duration', 'each']],
    ['an item of its type', ['list', 0], { list: [{ type: 'a' }] }, ['type', 'name', 'onlyA']],
    ['an item of another type', ['list', 1], { list: [{}, { type: 'b' }] }, ['type', 'name', 'onlyB']],
    ['an item without a type', ['list', 0], { list: [{}] }, ['type', 'name', 'onlyA', 'onlyB']],
    ['an item of an unknown type', ['list', 0], { list: [{ type: 'c' }] }, ['type', 'name', 'onlyA', 'onlyB']],
    ['an item that is not there', ['list', 5], {}, ['type', 'name', 'onlyA', 'onlyB']],
    ['an entry under a free key', ['any', 'x'], {}, ['each', 'inner']],
    ['where every key may be', ['any'], {}, []],
    ['where anything may be', ['open', 'x'], {}, []],
    ['a place that is none', ['nowhere', 'at', 'all'], {}, []],
    ['a leaf', ['sweep', 'duration'], {}, []],
    ['a document that is none', ['list', 0], null, ['type', 'name', 'onlyA', 'onlyB']],
  ])('are those of %s', (_, path, value, keys) => {
    expect(keysAt(SCHEMA, path, value)).toEqual(keys);
  });

  it.each<[(string | number)[], string, string | null]>([
    [['sweep'], 'durations', 'duration'],
    [['sweep'], 'Duration', 'duration'],
    [['list', 0], 'onyA', 'onlyA'],
    // elsewhere at home, under exactly that name
    [[], 'duration', 'sweep.duration'],
    [[], 'each', 'sweep.each'],
    [['sweep'], 'open', 'open'],
    [[], 'durationless', null],
    [['list', 0], 'duration', null],
    [['sweep'], 'nothing', null],
    [[], 'constructor', null],
  ])('tell what was meant at %j by %s', (path, key, expected) => {
    expect(keyMeant(SCHEMA, path, key, {})).toBe(expected);
  });

  it('tell nothing of a key with several homes', () => {
    const two = z.strictObject({ a: z.strictObject({ duration: z.int() }), b: z.strictObject({ duration: z.int() }) });
    expect(keyMeant(two, [], 'duration', {})).toBeNull();
  });

  it('of the configuration are all sections of the reference', () => {
    const { properties } = JSON.parse(readFileSync(new URL('../../relaywatch.schema.json', import.meta.url), 'utf8'));
    expect(keysAt(configSchema, [], {}).sort()).toEqual(Object.keys(properties).sort());
    expect(keysAt(configSchema, ['live', 'credentials'], { live: { credentials: { type: 'sts' } } })).toEqual([
      'type',
      'accessKeyId',
      'accessKeySecret',
      'securityToken',
    ]);
  });
});

describe('an unknown key of a configuration', () => {
  const meantBy = (sections: object) =>
    problemsIn(sections).map((problem) => /did you mean (.*)\?$/.exec(problem)?.[1]);

  it.each<[object, string | undefined]>([
    [{ alert: [] }, 'alerts'],
    [{ qps: 5 }, 'live.qps'],
    [{ describeBudget: 5 }, 'sweep.describeBudget'],
    [{ sweep: { lease: 10 } }, undefined],
    [{ sweep: { leaseSecond: 10 } }, 'leaseSeconds'],
    [{ sweep: { metrics: [] } }, 'metrics'],
    [{ policy: { flapping: { stop: 3 } } }, 'stops'],
    [{ alerts: [{ type: 'slack', url: 'https://x', nmae: 'x' }] }, 'name'],
    [{ constructor: 1 }, undefined],
  ])('is told with what was meant: %j', (sections, meant) => {
    expect(meantBy(sections)).toEqual([meant]);
  });
});
