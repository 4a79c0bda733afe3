import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

export interface Answer {
  readonly status?: number;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

/** A server on this machine that gives one answer, whatever it is asked. Started before the tests of a file, and stopped after them. */
export function useAnsweringServer() {
  const asked: { readonly line: string; readonly headers: IncomingHttpHeaders }[] = [];
  const here = { answer: {} as Answer, asked, url: '' };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      asked.push({ line: `${method} ${url} ${Buffer.concat(chunks)}`, headers });
      const { status = 200, text = '', headers: given } = here.answer;
      response.writeHead(status, { connection: 'close', ...given }).end(text);
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    here.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return here;
}
