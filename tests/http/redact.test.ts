import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText, schemeAndHost } from '../../lib/http/redact.ts';

const CANARY = 'CaNaRy';

describe('scheme and host of a URL', () => {
  it.each<[string, string, string | null]>([
    ['host alone', 'rtmp://push.example.com', 'rtmp://push.example.com'],
    ['path and query', 'rtmp://push.example.com/app/key?auth_key=1#f', 'rtmp://push.example.com'],
    ['query at once', 'rtmp://push.example.com?auth_key=1', 'rtmp://push.example.com'],
    ['fragment at once', 'srt://push.example.com#key', 'srt://push.example.com'],
    ['port', 'srt://push.example.com:9000?streamid=x', 'srt://push.example.com:9000'],
    ['IPv4', 'rtmp://192.0.2.1:1935/app', 'rtmp://192.0.2.1:1935'],
    ['IPv6', 'rtmp://[2001:db8::1]/app/key', 'rtmp://[2001:db8::1]'],
    ['IPv6 and port', 'srt://[2001:DB8::1]:9000?x', 'srt://[2001:db8::1]:9000'],
    ['user', 'rtmp://user@host.example.com/a', 'rtmp://host.example.com'],
    ['user and password', 'rtmp://user:pw@host.example.com/a', 'rtmp://host.example.com'],
    ['an @ in the password', 'rtmp://user:p@w@host.example.com/a', 'rtmp://host.example.com'],
    ['a user that looks like a host', 'rtmp://good.example.com@host.example.com', 'rtmp://host.example.com'],
    ['an @ in the path', 'rtmp://host.example.com/a@b.example.com', 'rtmp://host.example.com'],
    ['an @ in the query', 'rtmp://host.example.com?a@b.example.com', 'rtmp://host.example.com'],
    ['mixed case', 'RTMP://Push.Example.COM/App', 'rtmp://push.example.com'],
    ['spaces around', '  rtmp://host.example.com/a \n', 'rtmp://host.example.com'],
    ['underscore in the host', 'rtmp://my_host/a', 'rtmp://my_host'],
    ['compound scheme', 'http+flv://host.example.com/a', 'http+flv://host.example.com'],
    ['no scheme', 'push.example.com/app/key', null],
    ['no scheme, two slashes', '//push.example.com/app/key', null],
    ['no host', 'rtmp:///app/key', null],
    ['no slashes', 'rtmp:push.example.com/app', null],
    ['a media id', '0123456789abcdef71ee80b0c45e6732', null],
    ['a space in the host', 'rtmp://host key/a', null],
    ['a backslash in the user', 'rtmp://key\\@host/a', 'rtmp://host'],
    ['a password with a slash', 'rtmp://user:pa/ss@host/a', null],
    ['a port that is none', 'rtmp://host:port/a', null],
    ['an encoded host', 'rtmp://host%2Fkey/a', null],
    ['nothing', '', null],
  ])('with %s', (_name, url, place) => {
    expect(schemeAndHost(url)).toBe(place);
  });
});

describe('redacted text', () => {
  const part = fc.string({
    unit: fc.constantFrom(..."abcXYZ019-._~!$&'()*+,;=:%[]|{}^`", 'é', '赛'),
    maxLength: 8,
  });
  const secretPart = fc.tuple(part, part).map(([before, after]) => `${before}${CANARY}${after}`);
  const scheme = fc.constantFrom('rtmp', 'RTMP', 'rtmps', 'srt', 'https', 'http+flv', 'x-odd.1');
  const host = fc.constantFrom('push.example.com', '192.0.2.1:1935', '[2001:db8::1]:9000', 'localhost');
  const url = fc
    .tuple(
      scheme,
      host,
      secretPart,
      fc.constantFrom('user', 'password', 'path', 'deep path', 'query', 'fragment', 'no host'),
    )
    .map(([its, at, secret, place]) => {
      switch (place) {
        case 'user':
          return `${its}://${secret}@${at}/app`;
        case 'password':
          return `${its}://user:${secret}@${at}/app`;
        case 'path':
          return `${its}://${at}/${secret}`;
        case 'deep path':
          return `${its}://${at}/app/a@b/${secret}?x=1`;
        case 'query':
          return `${its}://${at}/app?auth_key=1-2-3&k=${secret}`;
        case 'fragment':
          return `${its}://${at}#${secret}`;
        default:
          return `${its}:///${secret}`;
      }
    });
  const around = fc.constantFrom('', ' ', '"', '<', 'see ', 'DstUrl=', '推', '_', '1', '(', "'", '{"u":"');

  it('holds nothing of a URL but scheme and host, wherever the URL stands', () => {
    fc.assert(
      fc.property(url, around, around, (secret, before, after) => {
        expect(redactText(`${before}${secret}${after}`)).not.toContain(CANARY);
      }),
      { numRuns: 1_000 },
    );
  });

  it('holds nothing of a URL that was encoded, once or twice, or escaped in JSON', () => {
    const encoders = [
      encodeURIComponent,
      (text: string) => encodeURIComponent(text).toLowerCase().replaceAll(CANARY.toLowerCase(), CANARY),
      (text: string) => encodeURIComponent(encodeURIComponent(text)),
      (text: string) => JSON.stringify(text).replaceAll('/', '\\/'),
    ];
    fc.assert(
      fc.property(url, fc.constantFrom(...encoders), (secret, encode) => {
        expect(redactText(`Signed was DstUrl=${encode(secret)}&Format=json`)).not.toContain(CANARY);
        expect(redactText(`Signed was DstUrl%3D${encode(secret)}%26Format`)).not.toContain(CANARY);
      }),
      { numRuns: 500 },
    );
  });

  it('holds no given secret, plain or in any encoding, nor what is left of one that has another in it', () => {
    const secret = fc.string({ minLength: 4, unit: 'grapheme' });
    const encoders: ((text: string) => string)[] = [
      (text) => text,
      encodeURIComponent,
      (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
      (text) => encodeURIComponent(encodeURIComponent(text)),
      (text) => new URLSearchParams([['', text]]).toString().slice(1),
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...encoders), (text, encode) => {
        const whole = `${CANARY}${text}${CANARY}`;
        const redacted = redactText(`was ${encode(whole)} and ${whole}`, [text, undefined, whole]);
        expect(redacted).not.toContain(CANARY);
      }),
    );
  });

  it.each([
    ['escaped in JSON for the web', '{"u":"a\\u0026b\\u002Fc d"}', '{"u":"***"}'],
    ['escaped in JSON that stands in JSON', '"{\\"u\\":\\"a&b\\\\\\/c d\\"}"', '"{\\"u\\":\\"***\\"}"'],
    ['mixed', 'x=a%26b/c+d;', 'x=***;'],
    ['twice, one in the other', 'a&b/c a&b/c d', 'a&b/c ***'],
  ])('holds no given secret that is %s', (_, text, redacted) => {
    expect(redactText(text, ['a&b/c d'])).toBe(redacted);
  });

  it('holds no rest of a secret of which another is a part, in any mixture of forms', () => {
    expect(redactText('key-%61bcd%2fefgh.', ['abcd', 'key-abcd/efgh'])).toBe('***.');
    expect(redactText('key-abcd%2fefgh.', ['abcd', 'key-abcd/efgh'])).toBe('***.');
  });

  it('holds no secret that ends like the beginning of an encoded character', () => {
    expect(redactText('abc%41 abc%2541 abc\\u0041', ['abc%', 'abc\\'])).toBe('***41 ***41 ***u0041');
  });

  it('is made of any text and any secrets without a fault, and in no long time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })), (text, secrets) => {
        expect(typeof redactText(text, secrets)).toBe('string');
      }),
    );
    for (const hard of ['a', 'a.', ':', '://', 'a:', '%3a', '%25', 'token', 'token ', 'token%25', '\\', '@']) {
      redactText(hard.repeat(100_000));
      for (const secret of [hard.repeat(12), `a${hard.repeat(1_200)}b`]) redactText(hard.repeat(100_000), [secret]);
      schemeAndHost(`rtmp://${hard.repeat(100_000)}`);
    }
  });

  it.each([
    ['a parameter', 'auth_key=KEY', 'auth_key=***'],
    ['camel case', 'AuthKey: KEY', 'AuthKey: ***'],
    ['JSON', '{"SecurityToken":"KEY","Region":"cn-shanghai"}', '{"SecurityToken":"***","Region":"cn-shanghai"}'],
    ['one with a word before it', 'access_token=KEY x_secret=KEY', 'access_token=*** x_secret=***'],
    ['access keys', 'AccessKeyId=KEY&AccessKeySecret=KEY&a=1', 'AccessKeyId=***&AccessKeySecret=***&a=1'],
    ['signatures', 'Signature=KEY%3D&b=2', 'Signature=***&b=2'],
    ['passwords', 'password=KEY, passwd: KEY', 'password=***, passwd: ***'],
    ['a percent-encoded one', 'auth_key%3DKEY', 'auth_key%3D***'],
    [
      'the header',
      'Credential=KEY,SignedHeaders=host,Signature=KEY',
      'Credential=***,SignedHeaders=host,Signature=***',
    ],
  ])('masks the value of what looks like a secret: %s', (_name, text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it.each([
    'evening news',
    '赛事转推-000123',
    'Secret Garden, live',
    'token expired',
    'relay-token-ring',
    'ratio 16:9 at 10:30',
    'a=b, c=d: 100% sure, 50%25',
    'http: not a URL',
    'and/or // comment',
    '11111111-2222-3333-4444-555555555555',
    'PullStreamFailed',
    'C:\\relays\\one',
    'user@example.com',
  ])('leaves ordinary text alone: %s', (text) => {
    expect(redactText(text)).toBe(text);
    expect(redactText(text, [undefined, 'unrelated secret'])).toBe(text);
  });

  it('still says which host', () => {
    expect(redactText('pull from rtmp://u:p@source.example.com:1935/a/b?c failed')).toBe(
      'pull from rtmp://source.example.com:1935/*** failed',
    );
  });

  it('takes a secret for text, not for a pattern, and none that is too short to be one', () => {
    expect(redactText('aaaa a.c. $& abc', ['a.c.', '$&', 'abc', ''])).toBe('aaaa *** $& abc');
  });
});
