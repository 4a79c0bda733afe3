import type {
  Alias,
  AsyncFields,
  ExistingFunction,
  ExistingTrigger,
  FcClient,
  ServiceFields,
  Version,
} from './client.ts';
import { isOurs, withoutAgain } from './ownership.ts';
import { ALIAS } from './spec.ts';

/** What exists. */
export interface Found {
  /** FC 2.0 only. */
  readonly service: ServiceFields | null;
  /** All functions of the service. */
  readonly functionNames: readonly string[];
  readonly function: ExistingFunction | null;
  readonly triggers: readonly ExistingTrigger[];
  /** Newest first. */
  readonly versions: readonly Version[];
  readonly aliases: readonly Alias[];
  /** Service and function as captured by our newest version. */
  readonly newest: { readonly service: ServiceFields | null; readonly function: ExistingFunction } | null;
  readonly async: AsyncFields | null;
  readonly instanceCap: number | null;
}

const NOTHING: Found = {
  service: null,
  functionNames: [],
  function: null,
  triggers: [],
  versions: [],
  aliases: [],
  newest: null,
  async: null,
  instanceCap: null,
};

/**
 * Reads everything that concerns a deployment; writes nothing. @param hasService true for FC 2.0 @throws DeployError
 */
export async function look(client: FcClient, id: string, hasService: boolean): Promise<Found> {
  const service = await client.service();
  // the contents of somebody else's service do not concern us
  if (hasService && (service === null || !isOurs(service, id))) return { ...NOTHING, service };
  const functionNow = await functionAt(client);
  const versions = hasService || functionNow !== null ? await client.versions() : [];
  return {
    service,
    functionNames: await client.functionsOfService(),
    function: functionNow,
    versions,
    aliases: hasService || functionNow !== null ? await client.aliases() : [],
    newest: await frozen(client, versions, id),
    ...(functionNow === null ? NOTHING_OF_FUNCTION : await ofFunction(client)),
  };
}

const NOTHING_OF_FUNCTION = { triggers: [], async: null, instanceCap: null };

async function ofFunction(client: FcClient): Promise<Pick<Found, 'triggers' | 'async' | 'instanceCap'>> {
  return {
    triggers: await client.triggers(),
    async: await client.asyncConfig(ALIAS),
    instanceCap: await client.instanceCap(ALIAS),
  };
}

async function frozen(client: FcClient, versions: readonly Version[], id: string): Promise<Found['newest']> {
  const newest = versions.find((version) => isOurs(version, id));
  if (newest === undefined) return null;
  const found = await functionAt(client, newest.id);
  return found === null ? null : { service: await client.service(newest.id), function: found };
}

async function functionAt(client: FcClient, qualifier?: string): Promise<ExistingFunction | null> {
  const found = await client.function(qualifier);
  if (found === null) return null;
  return { ...found, fields: { ...found.fields, description: withoutAgain(found.fields.description) } };
}
