import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLines } from '../../lib/config/lines.ts';
import { loadConfig, parseConfig } from '../../lib/config/load.ts';
import { ConfigError } from '../../lib/config/problems.ts';

describe('a file that is not UTF-8', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relaywatch-bytes-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const errorOf = async (bytes: Uint8Array) => {
    const path = join(folder, 'relaywatch.yml');
    await writeFile(path, bytes);
    return loadConfig(path, {}).then(
      () => 'it was accepted',
      (error: Error) => error.message.split('\n')[1],
    );
  };
  const start = 'live: { regions: [cn-shanghai] }\nalerts: [{ type: console, name: "';
  const around = (...bytes: number[]) =>
    Buffer.concat([Buffer.from(`${start}直播 `), Buffer.from(bytes), Buffer.from('"}]')]);
  const expected = 'expected a UTF-8 file; every editor can save it as one';

  it.each([
    ['Latin-1', [0xe9], '0xE9'],
    ['a byte that no text has', [0xff], '0xFF'],
    ['half a character', [0xe8, 0xb5], '0xE8'],
    ['GBK', [0xb2, 0xa5], '0xB2'],
    ['half a surrogate pair', [0xed, 0xa0, 0x80], '0xED'],
  ])('is refused with the byte and its place: %s', async (_, bytes, shown) => {
    const offset = Buffer.byteLength(start) + Buffer.byteLength('直播 ');
    const found = `the byte ${shown} at offset ${offset}, which is not UTF-8`;
    expect(await errorOf(around(...bytes))).toBe(`  line 2, column 37: found ${found}, ${expected}`);
  });

  it('is told when it is UTF-16', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(start, 'utf16le')]);
    const found = 'the bytes 0xFF 0xFE, with which UTF-16 files begin';
    expect(await errorOf(bytes)).toBe(`  line 1, column 1: found ${found}, ${expected}`);
  });

  it('is one that has the mark for an unreadable character as a character', async () => {
    expect(await errorOf(around(...Buffer.from('\ufffd')))).toBe('it was accepted');
  });
});

describe('the line of a mistake', () => {
  const linesOf = (text: string) => {
    try {
      parseConfig(text, {}, 'relaywatch.yml');
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return withLines(error, text).problems.map(({ path, line }) => `${path} ${line}`);
    }
  };

  it('is that of the key, of the item of a list, or of the section where something is missing', () => {
    const text = `# a comment
live:
  regions: [cn-shanghai]
  qps: many
alerts:
  - type: console
  - type: slack
  - {
      type: webhook,
      url: "ftp://x",
      colour: red,
    }
routes:
  - channels:
      - slack
      - pager
polcy: {}
`;
    expect(linesOf(text)).toEqual([
      'live.qps 4',
      'alerts[1].url 7',
      'alerts[2].url 10',
      'alerts[2].colour 11',
      'polcy 17',
      'routes[0].channels[1] 16',
    ]);
  });

  it('is found through aliases, and beside keys that are not shown', () => {
    const text = `live: { regions: [cn-shanghai] }
metrics:
  - type: cloudwatch
    namespace: N
    region: us-east-1
    dimensions: &all { "a.b": 1 }
  - type: cloudwatch
    namespace: M
    region: us-east-1
    dimensions: *all
    "url:https://x/y": 1
`;
    expect(linesOf(text)).toEqual([
      'metrics[0].dimensions.(a key that is not shown) 6',
      'metrics[1].dimensions.(a key that is not shown) 10',
      'metrics[1].(a key that is not shown) 7',
    ]);
  });

  it('stands behind what was expected', () => {
    const error = withLines(new ConfigError('x.yml', [{ path: 'a.b', found: 'c', expected: 'd' }]), 'a:\n  b: c\n');
    expect(error.message).toBe('x.yml cannot be used:\n  a.b: found c, expected d (line 2)');
  });

  it('is left out for the whole file, and where the text is no YAML', () => {
    expect(linesOf('[]')).toEqual(['(file) undefined']);
    expect(linesOf('live: [')).toEqual(['line 1, column 8 undefined']);
  });
});
