import type { BodyBounds } from '../../lib/http/body.ts';
import type { Call, HttpRequest } from '../../lib/http/call.ts';

/** A service in the words of fetch: what it is asked, and the answer it gives. */
export type FakeService = (url: string, init: Omit<HttpRequest, 'url'>) => Promise<Response>;

/** A call that goes to such a service and not over a network. Reads as much of the answer as a real one. */
export function viaFetch(service: FakeService): Call {
  return async ({ url, ...init }, { reads }) => {
    const response = await service(url, init);
    const { status, headers } = response;
    return { status, headers, ...(await textOf(response, reads)) };
  };
}

async function textOf({ body }: Response, { mostBytes, longer, broken }: BodyBounds) {
  const chunks: Uint8Array[] = [];
  const text = () => Buffer.concat(chunks).toString();
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= mostBytes && longer === 'cut') return { text: text(), isWhole: false };
    }
  } catch (error) {
    if (broken === 'refused') throw error;
    return { text: text(), isWhole: false };
  }
  return { text: text(), isWhole: true };
}
