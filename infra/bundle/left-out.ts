import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/** Packages that `@darabonba/typescript` loads at start, and why no call of relaywatch reaches them. They are half of its cost. */
const OF_LIVE_SDK: Readonly<Record<string, string>> = {
  moment: 'formats dates of generated models; a generic RPC call has none',
  ws: 'web socket APIs; Live has none',
  'https-proxy-agent': 'proxies of web sockets',
  'socks-proxy-agent': 'proxies of web sockets',
  xml2js: 'XML answers; we ask for JSON, and an XML error is told as an unreadable answer',
};

/** Packages of the AWS SDK for a person at a desk who signs in; a function has a role, or keys in its environment. */
const OF_SIGN_IN: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-sso': 'IAM Identity Center sign-in of a profile',
  '@aws-sdk/credential-provider-login': 'console sign-in of a profile',
  '@aws-sdk/credential-provider-process': 'keys printed by a program that a profile names',
  '@aws-sdk/token-providers': 'tokens of a sign-in',
};

export const leaveOutOfLiveSdk = leaveOut('live-sdk', OF_LIVE_SDK);
export const leaveOutSignIn = leaveOut('sign-in', OF_SIGN_IN);

/** Replaces packages by a module that throws when it is used. */
function leaveOut(name: string, packages: Readonly<Record<string, string>>): Plugin {
  return {
    name: `leave-out-${name}`,
    setup(build) {
      const filter = new RegExp(`^(${Object.keys(packages).join('|')})$`);
      build.onResolve({ filter }, () => ({ path: fileURLToPath(new URL('./absent-module.cjs', import.meta.url)) }));
    },
  };
}

/** Of lodash, `@darabonba/typescript` calls `merge` alone: the whole of it would be a fifth of the Live SDK's share. */
export const lodashMergeOnly: Plugin = {
  name: 'lodash-merge-only',
  setup(build) {
    build.onResolve({ filter: /^lodash$/ }, ({ resolveDir }) => ({
      path: 'lodash',
      namespace: 'merge-only',
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /.*/, namespace: 'merge-only' }, ({ pluginData }: { pluginData: string }) => ({
      contents: "exports.merge = require('lodash/merge');",
      resolveDir: pluginData,
    }));
  },
};

/** Descriptions of settings are for the JSON Schema, and so for editors: the function has no reader for them. */
export const withoutDescriptions: Plugin = {
  name: 'without-descriptions',
  setup(build) {
    build.onLoad({ filter: /[\\/]lib[\\/]config[\\/][a-z-]+\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return {
        loader: 'ts',
        contents: source.replace(/\bsays\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`$]*`),?\s*\)/g, "says('')"),
      };
    });
  },
};
