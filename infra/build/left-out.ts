import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/** Files and packages of `node_modules` that are left out, each with the reason why relaywatch never calls it. */
type LeftOut = Readonly<Record<string, string>>;

/** Loaded at start by `@darabonba/typescript` and `@alicloud/openapi-core`, and half of their cost. */
const OF_LIVE_SDK: LeftOut = {
  moment: 'formats dates of generated models; we use the signatures alone',
  xml2js: 'XML answers; likewise',
  '@darabonba/typescript/dist/websocket.js': 'web socket APIs, and their proxies; Live has none',
  '@alicloud/openapi-core/dist/websocketUtils': 'web socket APIs; Live has none',
};

/** Loaded at start by `@alicloud/fc2`, in versions with known vulnerabilities that it does not let go of. */
const OF_FC2: LeftOut = {
  axios: 'asks this machine for temporary keys while a layer is published; we publish none',
  'ali-oss': 'uploads code by way of OSS, for packages of many megabytes; ours is sent in the call',
  ws: 'a shell in an instance',
  '@alicloud/fc2/es5': 'a copy of it for a Node without async functions',
};

/** More of it that a function does not need; the command line has no size limit. */
const OF_LIVE_SDK_IN_FUNCTION: LeftOut = {
  '@alicloud/gateway-spi': 'services with a signature of their own, such as OSS; generic RPC calls never ask for it',
  lodash: '`merge` of @darabonba/typescript, for generated code',
};

/**
 * Credential sources that need a person at a desk, or that person's files; a function has a role, or keys in its
 * environment.
 */
const OF_ALIBABA_KEYS: LeftOut = {
  '@alicloud/credentials/dist/src/providers/cli_profile.js': 'profiles of the vendor command line',
  '@alicloud/credentials/dist/src/providers/profile.js': 'profiles in a file at home',
};

const OF_LOG: LeftOut = {
  'pino/lib/transport.js': 'worker threads; the function hands pino a stream of its own',
  'pino/lib/multistream.js': 'more than one stream',
  'sonic-boom': 'writes to a file; likewise',
  '@pinojs/redact': 'the `redact` option; secrets are cut before they come near the log',
};

const OF_AWS_SDK: LeftOut = {
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js': 'SHA-256 for a Node without crypto',
  '@aws-sdk/checksums/dist-es/submodules/sha/sha1/Sha1Js.js': 'SHA-1 for a Node without crypto',
};

/**
 * Links of the AWS credential chain for a desk or for Kubernetes. The stub makes the chain continue with the next link.
 */
const OF_AWS_KEYS: LeftOut = {
  '@aws-sdk/credential-provider-sso': 'IAM Identity Center sign-in of a profile',
  '@aws-sdk/credential-provider-ini': 'profiles in a file at home, with console sign-in and roles among them',
  '@aws-sdk/credential-provider-process': 'keys printed by a program that a profile names',
  '@aws-sdk/credential-provider-web-identity': 'a role for a token in a file, as Kubernetes mounts it',
};

/** The stub passes the client's settings on, since its constructor calls this. */
const OF_EVENT_STREAMS: LeftOut = {
  '@smithy/core/dist-es/submodules/event-streams/index.js':
    'answers in pieces; of S3 that is SelectObjectContent alone',
};

/** The stub behaves like the package without the variable DEBUG. With it, the package would print signed URLs. */
const OF_DEBUGGING: LeftOut = {
  debug: 'output for developers of the packages',
};

/** All paths that are left out of the function. */
export const LEFT_OUT: readonly string[] = Object.keys({
  ...OF_LIVE_SDK,
  ...OF_LIVE_SDK_IN_FUNCTION,
  ...OF_ALIBABA_KEYS,
  ...OF_LOG,
  ...OF_AWS_SDK,
  ...OF_AWS_KEYS,
  ...OF_EVENT_STREAMS,
  ...OF_DEBUGGING,
});

export const leaveOutOfLiveSdk = leaveOut('live-sdk', OF_LIVE_SDK);

/** For the command line only: no function deploys. */
export const leaveOutOfFc2 = leaveOut('fc2', OF_FC2);

/** For the function only. */
export const leaveOutOfFunction: readonly Plugin[] = [
  leaveOut('live-sdk-in-function', { ...OF_LIVE_SDK_IN_FUNCTION, ...OF_ALIBABA_KEYS }),
  leaveOut('log', OF_LOG),
  leaveOut('aws-sdk', OF_AWS_SDK),
  leaveOut('aws-keys', OF_AWS_KEYS, 'absent-key-provider.mjs'),
  leaveOut('event-streams', OF_EVENT_STREAMS, 'absent-event-streams.mjs'),
  leaveOut('debugging', OF_DEBUGGING, 'silent-debug.cjs'),
];

/** Replaces modules by one that throws when it is used, or by another stub in this folder, for example an ES module. */
function leaveOut(name: string, what: LeftOut, standIn = 'absent-module.cjs'): Plugin {
  // without the folder in which it was built, which would make every build another one
  const path = JSON.stringify(`./${standIn}`);
  const any = Object.keys(what)
    .map((one) => one.replace(/[.+]/g, '\\$&').replaceAll('/', '[\\\\/]'))
    .join('|');
  return {
    name: `leave-out-${name}`,
    setup(build) {
      build.onLoad({ filter: new RegExp(`[\\\\/]node_modules[\\\\/](${any})([\\\\/]|$)`) }, () => ({
        contents: standIn.endsWith('.mjs') ? `export * from ${path};` : `module.exports = require(${path});`,
        resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      }));
    },
  };
}

/**
 * openapi-core loads the credential chain to create one when its client is given keys. We only use its signatures;
 * `lib/aliyun/credentials.ts` loads the chain when there are no other keys.
 */
export const leaveKeyChainToUs: Plugin = {
  name: 'leave-key-chain-to-us',
  setup(build) {
    build.onResolve({ filter: /^@alicloud\/credentials$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]@alicloud[\\/]openapi-core[\\/]/.test(importer)
        ? { path: fileURLToPath(new URL('absent-module.cjs', import.meta.url)) }
        : undefined,
    );
  },
};

/** esbuild gives an import() of a CommonJS package only a default export, where Node also provides the names. */
export const noBarePackageLater: Plugin = {
  name: 'no-bare-package-later',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ kind, importer, path }) =>
      kind === 'dynamic-import' && !importer.includes('node_modules')
        ? {
            errors: [
              {
                text: `load ${path} through a file of ours that names what is used, such as lib/state/bucket/s3-key-chain.ts`,
              },
            ],
          }
        : undefined,
    );
  },
};
