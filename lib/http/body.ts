import type { IncomingMessage } from 'node:http';
import { decoded } from './decoded.ts';

/** How much of a body is read. */
export interface BodyBounds {
  readonly mostBytes: number;
  /** Whether what came of a longer one will do; else it fails the call. */
  readonly longer: 'cut' | 'refused';
  /** Whether what came of one will do that breaks off, or is not over in time: its status was said already. */
  readonly broken: 'cut' | 'refused';
  /** Of the body alone, from the head on. */
  readonly patienceMs?: number;
}

/** All of it. An answer of megabytes is none of the services that are called; unpacked, a small one could fill the memory. */
export const WHOLE: BodyBounds = { mostBytes: 64_000_000, longer: 'refused', broken: 'refused' };

/** Enough to tell a web page from an acceptance; nobody waits long for words that only may tell more. */
export const OPENING: BodyBounds = { mostBytes: 1_024, longer: 'cut', broken: 'cut', patienceMs: 1_000 };

/** What has come of a body so far, unpacked. */
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

  /** Reads until the end or the bound. The rest that nobody reads would hold the connection, so it is closed then. */
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

/** Whether the body itself is at fault. zlib's codes begin with Z_, those of brotli look like `ERR__ERROR_FORMAT_PADDING_1`. */
export function isOfUnpacking(error: unknown): boolean {
  return (
    error instanceof TooLargeError ||
    (error instanceof Error && 'code' in error && /^(Z_|ERR__)/.test(String(error.code)))
  );
}
