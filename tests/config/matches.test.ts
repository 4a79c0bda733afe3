import { describe, expect, it } from 'vitest';
import { placesIn, problemsIn } from './a-document.ts';

const CHANNELS = { alerts: [{ type: 'console' }] };
const route = (match: unknown) => ({ ...CHANNELS, routes: [{ match, channels: ['console'] }] });
const override = (match: unknown) => ({ policy: { overrides: [{ match, severity: 'info' }] } });

describe('a pattern of a name', () => {
  it.each<[unknown, boolean]>([
    ['vip-*', true],
    ['*', true],
    ['?', true],
    ['直播 🚀', true],
    ['"<script>', true],
    ['a\\*b', true],
    ['\\[live\\]', true],
    ['\\\\', true],
    ['\\{a\\}', true],
    ['a'.repeat(256), true],
    [['a', 'b'], true],
    ['a'.repeat(257), false],
    ['[live]', false],
    ['{a,b}', false],
    ['a\\b', false],
    ['a\\', false],
    ['a\nb', false],
    ['', false],
    ['  ', false],
    [[], false],
    [['a', ''], false],
    [['a', 1], false],
    [1, false],
    [null, false],
    [{ a: 1 }, false],
  ])('%j: %s', (name, isOne) => {
    for (const document of [route({ name }), override({ name })]) expect(problemsIn(document).length > 0).toBe(!isOne);
  });
});

describe('a pattern of a host', () => {
  it.each<[unknown, boolean]>([
    ['push.example.com', true],
    ['push-*.example.com', true],
    ['rtmp://push.example.com', true],
    ['rtmp://*', true],
    ['*://push.example.com:1935', true],
    ['push.example.com:1935', true],
    ['\\[2001:db8::1\\]', true],
    [['a.example.com', '*.example.net'], true],
    ['push.example.com/live', false],
    ['rtmp://push.example.com/', false],
    ['rtmp://', false],
    ['push example.com', false],
    ['', false],
    [[], false],
  ])('%j: %s', (host, isOne) => {
    for (const side of ['source', 'destination'])
      expect(problemsIn(override({ [side]: host })).length > 0).toBe(!isOne);
  });
});

describe('words to select by', () => {
  it.each<[object, boolean]>([
    [{ severity: 'info' }, true],
    [{ severity: ['warning', 'critical'] }, true],
    [{ severity: 'none' }, false],
    [{ severity: 'Info' }, false],
    [{ severity: [] }, false],
    [{ verdict: ['stopped', 'monitor-blind'] }, true],
    [{ verdict: 'healthy' }, false],
    [{ verdict: 'stop*' }, false],
    [{ kind: ['open', 'resolved'] }, true],
    [{ kind: 'opened' }, false],
    [{ kind: 'constructor' }, false],
  ])('%j: %s', (match, isOne) => {
    expect(problemsIn(route(match)).length).toBe(isOne ? 0 : 1);
  });

  it('may be misspelt, and the nearest is named', () => {
    expect(problemsIn(route({ severity: 'warnig' }))).toEqual([
      'routes[0].match.severity: found "warnig", expected one of info, warning, critical, or a list of them; did you mean warning?',
    ]);
    expect(problemsIn(route({ severity: ['info', 'critcal'] }))[0]).toMatch(
      /^routes\[0\]\.match\.severity\[1\]: found "critcal", .*; did you mean critical\?$/,
    );
  });
});

describe('what a section does not select by', () => {
  it.each<[object, string]>([
    [route({ source: 'a.example.com' }), 'routes[0].match.source'],
    [route({ destination: 'a.example.com' }), 'routes[0].match.destination'],
    [override({ kind: 'open' }), 'policy.overrides[0].match.kind'],
    [override({ severity: 'info' }), 'policy.overrides[0].match.severity'],
    [override({ tasks: 'x' }), 'policy.overrides[0].match.tasks'],
  ])('%j', (document, place) => {
    expect(placesIn(document)).toContain(place);
  });

  it('is told with what it does', () => {
    expect(problemsIn(route({}))).toEqual([
      'routes[0].match: found a section, expected at least one of severity, verdict, kind, region, name',
    ]);
    expect(problemsIn(override([]))).toEqual([
      'policy.overrides[0].match: found an empty list, expected a section with at least one of region, name, source, destination, verdict',
    ]);
  });
});
