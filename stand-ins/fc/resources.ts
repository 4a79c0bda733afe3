import type { Account } from './account.ts';
import type { JsonObject } from './call.ts';

/** One thing that exists, as a client would read it. */
export interface Resource {
  /** `service`, `function`, `trigger`, `version`, `alias`, `on-demand-config`, `concurrency-config`, `async-config`, `tags`. */
  readonly kind: string;
  /** `services/relaywatch/functions/sweep`, for example. */
  readonly id: string;
  readonly shown: JsonObject;
}

/** Everything that exists in an account, sorted by id. */
export function listResources(account: Account): Resource[] {
  const all = [...ofServices(account), ...ofFunctions(account), ...beside(account)];
  return all.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function ofServices({ services }: Account): Resource[] {
  return [...services].flatMap(([name, { shown, functions, triggers, versions }]) => {
    const id = `services/${name}`;
    const found = [...functions].map(([fn, stored]) => resource('function', `${id}/functions/${fn}`, stored.shown));
    const timers = [...triggers].flatMap(([fn, ofFunction]) =>
      of('trigger', `${id}/functions/${fn}/triggers`, ofFunction),
    );
    const published = [...versions.versions].map(([v, version]) =>
      resource('version', `${id}/versions/${v}`, version.shown),
    );
    return [
      resource('service', id, shown),
      ...found,
      ...timers,
      ...published,
      ...of('alias', `${id}/aliases`, versions.aliases),
    ];
  });
}

function ofFunctions({ functions }: Account): Resource[] {
  return [...functions].flatMap(([name, { current, triggers, versions }]) => {
    const id = `functions/${name}`;
    const published = [...versions.versions].map(([v, version]) =>
      resource('version', `${id}/versions/${v}`, version.shown),
    );
    return [
      resource('function', id, current.shown),
      ...of('trigger', `${id}/triggers`, triggers),
      ...published,
      ...of('alias', `${id}/aliases`, versions.aliases),
    ];
  });
}

function beside({ onDemand, concurrency, serviceAsync, functionAsync, tags }: Account): Resource[] {
  return [
    ...of('on-demand-config', 'on-demand-configs', onDemand),
    ...of('concurrency-config', 'concurrency-configs', concurrency),
    ...of('async-config', 'async-configs', serviceAsync),
    ...of('async-config', 'async-configs', functionAsync),
    ...of('tags', 'tags', tags),
  ];
}

function of(kind: string, prefix: string, held: ReadonlyMap<string, JsonObject>): Resource[] {
  return [...held].map(([name, shown]) => resource(kind, `${prefix}/${name}`, shown));
}

function resource(kind: string, id: string, shown: JsonObject): Resource {
  return { kind, id, shown: structuredClone(shown) };
}
