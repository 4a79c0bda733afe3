import type { JsonObject } from './call.ts';
import { optionalText, resourceName } from './fields.ts';
import { invalid, Refusal } from './refusal.ts';

interface Version<T> {
  readonly shown: JsonObject;
  readonly snapshot: T;
}

export const LATEST = 'LATEST';

/** What versions and aliases belong to: a service of 2.0, a function of 3.0. */
export interface VersionSet<T> {
  readonly versions: ReadonlyMap<string, Version<T>>;
  readonly aliases: ReadonlyMap<string, JsonObject>;
  /** A new version of what `latest` gives now. @throws Refusal when nothing changed since the last one */
  publish(body: JsonObject): JsonObject;
  deleteVersion(versionId: string): void;
  createAlias(body: JsonObject): JsonObject;
  updateAlias(name: string, body: JsonObject): JsonObject;
  /** @throws Refusal 'AliasNotFound' */
  alias(name: string): JsonObject;
  deleteAlias(name: string): void;
  /** LATEST, a version or an alias. @throws Refusal when there is none of that name */
  resolve(qualifier: string): { readonly versionId: string; readonly snapshot: T };
}

export interface VersionSetOptions<T> {
  /** `service 'relaywatch'`, for refusals. */
  readonly owner: string;
  /** What a version freezes. */
  readonly latest: () => T;
  /** Equal texts: nothing to publish. */
  readonly digest: (latest: T) => string;
  readonly nowText: () => string;
}

/** Numbers rise and are never used again. Source: Function Compute, manage versions. */
export function createVersionSet<T>({ owner, latest, digest, nowText }: VersionSetOptions<T>): VersionSet<T> {
  const versions = new Map<string, Version<T>>();
  const aliases = new Map<string, JsonObject>();
  let published = 0;
  let lastDigest = '';
  const versionNotFound = (id: unknown) =>
    new Refusal(404, 'VersionNotFound', `version '${String(id)}' of ${owner} does not exist`);
  const alias = (name: string): JsonObject => {
    const found = aliases.get(name);
    if (found) return found;
    throw new Refusal(404, 'AliasNotFound', `alias '${name}' of ${owner} does not exist`);
  };
  const checkVersion = (id: unknown): string => {
    if (typeof id === 'string' && versions.has(id)) return id;
    throw versionNotFound(id);
  };
  return {
    versions,
    aliases,
    publish(body) {
      const snapshot = latest();
      if (digest(snapshot) === lastDigest) {
        const why = `can not publish version for ${owner}, detail: 'No changes were made since last publish'`;
        throw new Refusal(400, 'VersionPublishError', why);
      }
      lastDigest = digest(snapshot);
      published += 1;
      const at = nowText();
      const description = optionalText(body.description, 'description') ?? '';
      const shown = { versionId: String(published), description, createdTime: at, lastModifiedTime: at };
      versions.set(shown.versionId, { shown, snapshot });
      return shown;
    },
    deleteVersion(versionId) {
      checkVersion(versionId);
      const pointing = [...aliases.values()].find((given) => given.versionId === versionId);
      if (pointing) {
        const why = `version '${versionId}' of ${owner} is used by alias '${String(pointing.aliasName)}'`;
        throw new Refusal(409, 'VersionInUse', why);
      }
      versions.delete(versionId);
    },
    createAlias(body) {
      const aliasName = resourceName(body.aliasName, 'aliasName');
      if (aliasName === LATEST) invalid(`alias name ${LATEST} is reserved`);
      if (aliases.has(aliasName)) {
        throw new Refusal(409, 'AliasAlreadyExists', `alias '${aliasName}' of ${owner} already exists`);
      }
      const versionId = checkVersion(body.versionId);
      const at = nowText();
      const description = optionalText(body.description, 'description') ?? '';
      const shown = { aliasName, versionId, description, createdTime: at, lastModifiedTime: at };
      aliases.set(aliasName, shown);
      return shown;
    },
    updateAlias(name, body) {
      const before = alias(name);
      const versionId = body.versionId === undefined ? before.versionId : checkVersion(body.versionId);
      const description = optionalText(body.description, 'description') ?? before.description;
      const shown = { ...before, versionId, description, lastModifiedTime: nowText() };
      aliases.set(name, shown);
      return shown;
    },
    alias,
    deleteAlias(name) {
      alias(name);
      aliases.delete(name);
    },
    resolve(qualifier) {
      if (qualifier === LATEST) return { versionId: LATEST, snapshot: latest() };
      const versionId = /^\d+$/.test(qualifier) ? qualifier : String(alias(qualifier).versionId);
      const found = versions.get(versionId);
      if (!found) throw versionNotFound(versionId);
      return { versionId, snapshot: found.snapshot };
    },
  };
}
