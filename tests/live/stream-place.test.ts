import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemeAndHost } from '../../lib/http/redact.ts';
import { streamPlaceOf } from '../../lib/live/stream-place.ts';

describe('the place of a stream', () => {
  const part = fc.constantFrom(
    'rtmp',
    'RTMP',
    '://',
    ':',
    '/',
    '//',
    '@',
    '?',
    '#',
    ' ',
    'user',
    'a.example.com',
    ':1935',
  );
  const url = fc.array(part, { maxLength: 9 }).map((parts) => parts.join(''));

  it('is scheme and host, whatever was read before', () => {
    fc.assert(
      fc.property(fc.array(url, { maxLength: 20 }), (urls) => {
        for (const one of [...urls, 'rtmp://a.example.com/x', ...urls]) {
          expect(streamPlaceOf(one)).toEqual({ origin: schemeAndHost(one) });
        }
      }),
    );
  });

  it('is one object for all streams of a host', () => {
    expect(streamPlaceOf('rtmp://b.example.com/app/one?key=1')).toBe(streamPlaceOf('rtmp://b.example.com/app/two'));
  });

  it('is right for more hosts than are remembered', () => {
    for (let n = 0; n < 10_000; n++) {
      expect(streamPlaceOf(`rtmp://host-${n}.example.com/app`).origin).toBe(`rtmp://host-${n}.example.com`);
    }
  });
});
