import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';

/** Stands in every secret of a test, and may stand nowhere else. Letters and digits: percent-encoding leaves it as it is. */
export const CANARY = 'CANARY7f3e9b';

/** Temporary keys of Alibaba Cloud, each a secret with characters that are encoded on their way. */
export const CANARY_KEYS = {
  accessKeyId: `STS.${CANARY}`,
  accessKeySecret: `secret-${CANARY}/+=&%`,
  securityToken: `token-${CANARY}/+==`,
};

/** Base64 of it wherever it stands among other bytes: three ways to fall on its groups, without the characters shared. */
const base64Forms = [0, 1, 2].map((offset) => {
  const encoded = Buffer.from(`${'x'.repeat(offset)}${CANARY}`).toString('base64');
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + CANARY.length) * 8) / 6));
});

/** As it may look after being encoded on its way. */
const FORMS = [
  CANARY,
  CANARY.toLowerCase(),
  CANARY.toUpperCase(),
  ...base64Forms,
  Buffer.from(CANARY).toString('hex'),
  Buffer.from(CANARY).toString('hex').toUpperCase(),
];

/** Fails with the lines that hold it, by the name of the output. */
export function expectNoCanary(outputs: Readonly<Record<string, string>>): void {
  for (const [name, output] of Object.entries(outputs)) {
    const lines = output.split('\n').filter((line) => FORMS.some((form) => line.includes(form)));
    expect({ name, lines }).toEqual({ name, lines: [] });
  }
}

/** Names and contents of all files in a folder; nothing when there is none. */
export async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map(async (name) => `${name} ${await readFile(join(folder, name), 'utf8')}`));
}

/** A service outside, as bad as it may be. */
export interface Vendor {
  readonly url: string;
  /** Path, headers and body of each request. */
  received(): readonly string[];
  close(): Promise<void>;
}

export type Reply = (request: string, response: ServerResponse) => void;

/** @param reply null when nothing shall listen */
export async function startVendor(reply: Reply | null): Promise<Vendor> {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const wholeRequest = `${request.url} ${JSON.stringify(request.headers)} ${await text(request)}`;
    received.push(wholeRequest);
    reply?.(wholeRequest, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  // a port on which something has just listened, and nothing does any more
  if (reply === null) await close();
  return { url: `http://127.0.0.1:${port}`, received: () => received, close };
}

/** Whatever services say of a failure, each in the field that it says it in. */
export const echo = (text: string, code = 'InvalidParameter') =>
  JSON.stringify({
    ...{ errcode: 310_000, errmsg: text, code: 19_021, msg: text, StatusMessage: text },
    ...{ status: 'invalid event', message: text, errors: [text], error: text },
    ...{ Code: code, Message: text, ErrorCode: code, ErrorMessage: text, __type: `x#${code}` },
  });

const JSON_TYPE = { 'content-type': 'application/json' };
const ELSEWHERE = `https://hooks.example.com/${CANARY}?token=${CANARY}`;

/** What services do to somebody who tells them secrets. */
export const VENDOR_TROUBLES: readonly (readonly [string, Reply | null])[] = [
  ['cannot be reached', null],
  ['takes what it is sent', (_, response) => response.writeHead(200, JSON_TYPE).end('{}')],
  ['refuses', (_, response) => response.writeHead(401).end('no')],
  ['knows no such address', (_, response) => response.writeHead(404).end('no')],
  ['quotes and refuses', (request, response) => response.writeHead(400, JSON_TYPE).end(echo(request))],
  ['quotes as text and refuses', (request, response) => response.writeHead(400).end(request)],
  ['quotes and says 401', (request, response) => response.writeHead(401, JSON_TYPE).end(echo(request, 'AccessDenied'))],
  ['quotes and says 200', (request, response) => response.writeHead(200, JSON_TYPE).end(echo(request))],
  [
    'quotes in advice',
    (request, response) =>
      response
        .writeHead(200, JSON_TYPE)
        .end(JSON.stringify({ partialSuccess: { rejectedDataPoints: 1, errorMessage: request } })),
  ],
  [
    'has a secret for its error code',
    (request, response) => response.writeHead(400, JSON_TYPE).end(echo(request, `Invalid/${CANARY}`)),
  ],
  ['fails', (request, response) => response.writeHead(500, JSON_TYPE).end(echo(request, 'InternalError'))],
  [
    'shows a login page that quotes, with 200',
    (request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${request}</html>`),
  ],
  [
    'fails with a page that quotes',
    (request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end(`<html>${request}</html>`),
  ],
  ['redirects', (_, response) => response.writeHead(302, { location: ELSEWHERE }).end()],
  ['breaks the connection', (_, response) => response.destroy()],
];
