import type {
  Alias,
  AsyncFields,
  ExistingFunction,
  FcClient,
  FunctionFields,
  ServiceFields,
  TriggerFields,
  Version,
} from '../../../infra/fc/client.ts';

interface State {
  service: ServiceFields | null;
  function: ExistingFunction | null;
}

/** Function Compute in memory: what is there can be changed by hand, and every call is noted. */
export interface FakeFc extends FcClient {
  readonly calls: string[];
  readonly now: State;
  otherFunctions: string[];
  readonly triggerMap: Map<string, TriggerFields>;
  readonly versionList: (Version & { readonly frozen: State })[];
  readonly aliasMap: Map<string, Alias>;
  readonly asyncMap: Map<string, AsyncFields>;
  readonly caps: Map<string, number>;
}

const READS = /^(service|function|functionsOfService|triggers|versions|aliases|asyncConfig|instanceCap)$/;

/** @returns the calls of a client that changed something, or tried to */
export function writesOf({ calls }: FakeFc): string[] {
  return calls.filter((name) => !READS.test(name));
}

export function createFakeFc(version: 2 | 3): FakeFc {
  const fake = emptyFake(version);
  // notes every call; `calls` and the maps are no functions
  return new Proxy(fake, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        fake.calls.push(String(name));
        return (value as (...given: unknown[]) => unknown)(...given);
      };
    },
  });
}

function emptyFake(version: 2 | 3): FakeFc {
  const calls: string[] = [];
  const now: State = { service: null, function: null };
  const triggerMap = new Map<string, TriggerFields>();
  const versionList: (Version & { frozen: State })[] = [];
  const aliasMap = new Map<string, Alias>();
  const asyncMap = new Map<string, AsyncFields>();
  const caps = new Map<string, number>();
  let published = 0;
  const at = (qualifier: string | undefined): State | null => {
    if (qualifier === undefined) return now;
    const id = aliasMap.get(qualifier)?.versionId ?? qualifier;
    return versionList.find((one) => one.id === id)?.frozen ?? null;
  };
  const stored = (fields: FunctionFields, zip: Uint8Array | null): ExistingFunction => ({
    fields: structuredClone(fields),
    codeChecksum: zip === null ? (now.function?.codeChecksum ?? '') : Buffer.from(zip).toString('hex'),
  });
  const fake: FakeFc = {
    place: `a fake of Function Compute ${version}.0`,
    calls,
    now,
    otherFunctions: [],
    triggerMap,
    versionList,
    aliasMap,
    asyncMap,
    caps,
    service: async (qualifier) => (version === 2 ? (at(qualifier)?.service ?? null) : null),
    async createService(fields) {
      if (version === 2) now.service = structuredClone(fields);
    },
    async updateService(fields) {
      if (version === 2) now.service = structuredClone(fields);
    },
    async deleteService() {
      now.service = null;
    },
    functionsOfService: async () =>
      version === 2 ? [...(now.function ? ['relaywatch'] : []), ...fake.otherFunctions] : [],
    function: async (qualifier) => at(qualifier)?.function ?? null,
    async createFunction(fields, zip) {
      now.function = stored(fields, zip);
    },
    async updateFunction(fields, zip) {
      now.function = stored(fields, zip);
    },
    async deleteFunction() {
      now.function = null;
    },
    triggers: async () =>
      [...triggerMap.values()].map((one) => (one.http ? { ...one, url: `https://${one.name}.example.com` } : one)),
    createTrigger: async (fields) => void triggerMap.set(fields.name, fields),
    updateTrigger: async (fields) => void triggerMap.set(fields.name, fields),
    deleteTrigger: async (name) => void triggerMap.delete(name),
    versions: async () => [...versionList].reverse().map(({ frozen, ...version }) => version),
    async publishVersion(description) {
      published += 1;
      const createdAt = '2026-11-22T00:00:00Z';
      versionList.push({ id: String(published), description, createdAt, frozen: structuredClone(now) });
      return String(published);
    },
    async deleteVersion(id) {
      const place = versionList.findIndex((one) => one.id === id);
      if (place >= 0) versionList.splice(place, 1);
    },
    aliases: async () => [...aliasMap.values()],
    createAlias: async (alias) => void aliasMap.set(alias.name, alias),
    updateAlias: async (alias) => void aliasMap.set(alias.name, alias),
    deleteAlias: async (name) => void aliasMap.delete(name),
    asyncConfig: async (qualifier) => asyncMap.get(qualifier) ?? null,
    putAsyncConfig: async (qualifier, fields) => void asyncMap.set(qualifier, fields),
    deleteAsyncConfig: async (qualifier) => void asyncMap.delete(qualifier),
    instanceCap: async (qualifier) => caps.get(qualifier) ?? null,
    putInstanceCap: async (qualifier, most) => void caps.set(qualifier, most),
    deleteInstanceCap: async (qualifier) => void caps.delete(qualifier),
    invoke: async () => ({ text: '', errorType: null }),
  };
  return fake;
}
