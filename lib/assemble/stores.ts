import { resolve } from 'node:path';
import { present } from '../config/present.ts';
import type { StateSettings } from '../config/schema.ts';
import { createOssStore } from '../state/bucket/oss.ts';
import { createS3Store } from '../state/bucket/s3.ts';
import { createFileStore } from '../state/file/file.ts';
import type { StateStore } from '../state/store.ts';
import { type Makers, made, type PartDeps } from './makers.ts';

interface NamedStore {
  readonly store: StateStore;
  /** What tells a state from every other one of this machine. */
  readonly identity: string;
}

/** An entry for each store. */
const STORES: Makers<StateSettings, PartDeps, NamedStore> = {
  file: ({ type, path, ...kept }) => ({
    store: createFileStore(path, kept),
    identity: identityOf(type, resolve(path)),
  }),
  s3: ({ type, ...settings }, { clock, localAws }) => ({
    store: createS3Store(settings, { clock, ...localAws(settings.endpoint) }),
    identity: identityOf(type, settings.endpoint, settings.bucket, settings.prefix),
  }),
  oss: ({ type, ...settings }, { clock, random, liveCredentials: credentials }) => ({
    store: createOssStore(settings, { clock, random, credentials }),
    identity: identityOf(type, settings.endpoint, settings.bucket, settings.prefix),
  }),
};

/** The store that `state:` of the configuration means. */
export function storeOf(settings: StateSettings, deps: PartDeps): NamedStore {
  return made(STORES, present(settings), deps);
}

function identityOf(...place: readonly (string | undefined)[]): string {
  return place.map((part) => part ?? '').join('\n');
}
