import { expect, it } from 'vitest';
import { SNAPSHOT_VERSION } from '../../lib/state/snapshot-forms.ts';
import { parseSnapshot } from '../../lib/state/snapshot-text.ts';
import { aSnapshot } from './a-snapshot.ts';

it('is read as it was written', () => {
  expect(parseSnapshot(JSON.stringify(aSnapshot()))).toMatchObject({ kind: 'readable', snapshot: aSnapshot() });
});

it.each<[problem: string, text: string]>([
  ['is empty', ''],
  ['is empty', ' \n'],
  ['is torn', '{"version":'],
  ...[null, 7, 'version', [], {}, { version: '1' }, { version: 1.5 }, { version: 0 }, { version: -1 }].map(
    (value): [string, string] => ['is not one', JSON.stringify(value)],
  ),
  ['is damaged at lease', JSON.stringify({ ...aSnapshot(), lease: 'my-secret' })],
])('%s: %j', (problem, text) => {
  expect(parseSnapshot(text)).toEqual({ kind: 'unreadable', problem });
});

it('is left alone when a newer relaywatch wrote it', () => {
  const version = SNAPSHOT_VERSION + 1;
  expect(parseSnapshot(JSON.stringify({ version }))).toEqual({ kind: 'newer', version });
});
