import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { decoded } from './decoded.ts';

/** How much of a body is read. */
export interface BodyBounds {
  readonly mostBytes: number;
  /** Whether a longer body is cut off or fails the call. */
  readonly longer: 'cut' | 'refused';
  /**
   * Whether a body that breaks off or does not finish in time is used as far as it came, or fails the call. Its status
   * has arrived by then.
   */
  readonly broken: 'cut' | 'refused';
  /** Time for the body alone, counted from the head of the answer. */
  readonly patienceMs?: number;
}

/**
 * The whole body. None of the services that we call answers with megabytes, and a small compressed body could otherwise
 * fill the memory.
 */
export const WHOLE: BodyBounds = { mostBytes: 64_000_000, longer: 'refused', broken: 'refused' };

/** Enough to tell a web page from an acceptance; text that could only add detail is not worth a long wait. */
export const OPENING: BodyBounds = { mostBytes: 1_024, longer: 'cut', broken: 'cut', patienceMs: 1_000 };

/** What Node's own iterators say of such a stream. */
const BROKEN_OFF = 'ERR_STREAM_PREMATURE_CLOSE';

/** The part of a body that has arrived so far, decompressed. */
export class Body {
  readonly #bounds: BodyBounds;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #isWhole = false;

  constructor(bounds: BodyBounds) {
    this.#bounds = bounds;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** The text so far, once: what it was read from is let go. */
  takeText(): string {
    return Buffer.concat(this.#chunks.splice(0)).toString('utf8', 0, this.#bounds.mostBytes);
  }

  /**
   * Reads until the end or the bound. The unread rest would keep the connection busy, so the connection is then closed.
   */
  async read(response: IncomingMessage): Promise<void> {
    try {
      this.#isWhole = await this.#readAll(decoded(response));
    } finally {
      if (!this.#isWhole) response.destroy();
    }
  }

  /** By events: an asynchronous iterator takes longer than the parser that follows. @returns whether it came to the end */
  #readAll(stream: Readable): Promise<boolean> {
    return new Promise((resolve, reject) => {
      stream.on('data', (chunk: Buffer) => {
        this.#chunks.push(chunk);
        this.#bytes += chunk.length;
        try {
          if (this.#isFull()) resolve(false);
        } catch (error) {
          reject(error);
        }
      });
      stream.once('end', () => resolve(true));
      stream.on('error', reject);
      stream.once('close', () => reject(Object.assign(new Error('the body broke off'), { code: BROKEN_OFF })));
    });
  }

  #isFull(): boolean {
    const { mostBytes, longer } = this.#bounds;
    if (longer === 'cut') return this.#bytes >= mostBytes;
    if (this.#bytes > mostBytes) throw new TooLargeError();
    return false;
  }
}

class TooLargeError extends Error {}

/**
 * Whether the body itself is corrupt. zlib's codes begin with Z_, those of brotli look like
 * `ERR__ERROR_FORMAT_PADDING_1`.
 */
export function isOfUnpacking(error: unknown): boolean {
  return (
    error instanceof TooLargeError ||
    (error instanceof Error && 'code' in error && /^(Z_|ERR__)/.test(String(error.code)))
  );
}
