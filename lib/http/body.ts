import type { IncomingMessage } from 'node:http';
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

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8', 0, this.#bounds.mostBytes);
  }

  /**
   * Reads until the end or the bound. The unread rest would keep the connection busy, so the connection is then closed.
   */
  async read(response: IncomingMessage): Promise<void> {
    try {
      for await (const chunk of decoded(response) as AsyncIterable<Buffer>) {
        this.#chunks.push(chunk);
        this.#bytes += chunk.length;
        if (this.#isFull()) return;
      }
      this.#isWhole = true;
    } finally {
      if (!this.#isWhole) response.destroy();
    }
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
