import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/**
 * Packages that `@darabonba/typescript` loads at start, and why no call of relaywatch reaches them. They are half of what
 * the Live SDK would cost.
 */
const LEFT_OUT: Readonly<Record<string, string>> = {
  moment: 'formats dates of generated models; a generic RPC call has none',
  ws: 'web socket APIs; Live has none',
  'https-proxy-agent': 'proxies of web sockets',
  'socks-proxy-agent': 'proxies of web sockets',
  xml2js: 'XML answers; we ask for JSON, and an XML error is told as an unreadable answer',
};

/** Replaces the packages above in the bundle by a module that throws when it is used. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup(build) {
    const filter = new RegExp(`^(${Object.keys(LEFT_OUT).join('|')})$`);
    build.onResolve({ filter }, () => ({ path: fileURLToPath(new URL('./absent-module.cjs', import.meta.url)) }));
  },
};
