import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { constants, createBrotliDecompress, createUnzip } from 'node:zlib';
import { ownEntry } from '../base/lookup.ts';

// an empty body may be labelled as compressed too; a truncated one is detected by its content
const unzip = () => createUnzip({ finishFlush: constants.Z_SYNC_FLUSH });
const unbrotli = () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
const UNPACKERS: Readonly<Record<string, () => Transform>> = {
  gzip: unzip,
  'x-gzip': unzip,
  deflate: unzip,
  br: unbrotli,
};

/**
 * The body of an answer, decompressed: some gateways compress although nobody asked. A body with an unknown encoding
 * stays as it is. Source: RFC 9110, section 8.4.
 */
export function decoded(response: IncomingMessage): Readable {
  const encodings = (response.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'identity');
  const unpackers = encodings.reverse().map((encoding) => ownEntry(UNPACKERS, encoding));
  if (unpackers.length === 0 || unpackers.includes(undefined)) return response;
  // the last stream of the pipeline reports an error of any of them
  return unpackers.reduce<Readable>((packed, unpacker) => pipeline(packed, (unpacker ?? unzip)(), () => {}), response);
}
