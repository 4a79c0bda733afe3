import { deadlineIn } from './deadline.ts';

/** The beginning of an answer's body. */
export interface Opening {
  readonly text: string;
  /** False when more was there, it broke off, or it did not come in time. */
  readonly isWhole: boolean;
}

/** Enough to tell a web page from an acceptance. */
const BYTES = 1_024;
/** A receiver has answered with its headers; nobody waits long for words that only may tell more. */
const PATIENCE_MS = 1_000;

/** Reads the first bytes of a body and drops the rest; unread, it would hold the socket. Does not throw. */
export async function openingOf(response: Response, patienceMs = PATIENCE_MS): Promise<Opening> {
  const reader = response.body?.getReader();
  if (!reader) return { text: '', isWhole: true };
  const chunks: Uint8Array[] = [];
  let isWhole = false;
  const { signal, end } = deadlineIn(patienceMs);
  const late = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  try {
    for (let bytes = 0; bytes < BYTES; ) {
      const read = await Promise.race([reader.read(), late]);
      isWhole = read?.done === true;
      if (read === null || read.done) break;
      chunks.push(read.value);
      bytes += read.value.length;
    }
  } catch {
    // it broke off: what came is all there is
  } finally {
    end();
  }
  if (!isWhole) reader.cancel().catch(() => undefined);
  return { text: Buffer.concat(chunks).toString('utf8').slice(0, BYTES), isWhole };
}
