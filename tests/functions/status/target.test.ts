import { describe, expect, it } from 'vitest';
import { causeIn, targetOf } from '../../../functions/status/target.ts';

describe('what an address means', () => {
  it.each([
    ['/', { kind: 'page', page: 'now' }],
    ['/fleet', { kind: 'page', page: 'fleet' }],
    ['/explain', { kind: 'page', page: 'explain' }],
    ['/history', { kind: 'page', page: 'history' }],
    ['/reliability', { kind: 'page', page: 'reliability' }],
    ['/cause/source-41c9', { kind: 'page', page: 'cause', cause: 'source-41c9' }],
    ['/api/v1/status', { kind: 'api' }],
    ['/api/v1/explain', { kind: 'explain-api' }],
    ['/api/v1/history', { kind: 'past-api', page: 'history' }],
    ['/api/v1/reliability', { kind: 'past-api', page: 'reliability' }],
    ['/metrics', { kind: 'metrics' }],
    ['/assets/client-1.js', { kind: 'asset', name: 'client-1.js' }],
  ])('%s', (path, target) => {
    expect(targetOf(path)).toEqual(target);
  });

  it.each([
    '/explain/',
    '/explain/cn-shanghai',
    '/api/v2/explain',
    '/relay',
    '/cause/',
    '/cause/a/b',
    '/cause/<script>',
    `/cause/${'x'.repeat(101)}`,
    '/assets/../secret',
    `/assets/${'x'.repeat(101)}`,
    '',
  ])('is nothing at %s', (path) => {
    expect(targetOf(path)).toBeNull();
    expect(causeIn(path)).toBeUndefined();
  });
});
