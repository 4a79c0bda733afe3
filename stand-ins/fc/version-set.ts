import type { JsonObject } from './call.ts';
import { optionalText, resourceName } from './fields.ts';
import { invalid, Refusal } from './refusal.ts';

interface Version<T> {
  readonly shown: JsonObject;
  readonly snapshot: T;
}

export const LATEST = 'LATEST';

export interface VersionSetOptions<T> {
  /** `service 'relaywatch'`, for refusals. */
  readonly owner: string;
  /** What a version freezes. */
  readonly latest: () => T;
  /** Equal texts: nothing to publish. */
  readonly digest: (latest: T) => string;
  readonly nowText: () => string;
}

/**
 * The versions and aliases of a service of 2.0, or of a function of 3.0. Numbers rise and are never used again. Source:
 * Function Compute, manage versions.
 */
export class VersionSet<T> {
  readonly versions = new Map<string, Version<T>>();
  readonly aliases = new Map<string, JsonObject>();
  readonly #options: VersionSetOptions<T>;
  #published = 0;
  #lastDigest = '';

  constructor(options: VersionSetOptions<T>) {
    this.#options = options;
  }

  /** A new version of what `latest` gives now. @throws Refusal when nothing changed since the last one */
  publish({ description }: JsonObject): JsonObject {
    const { latest, digest, owner } = this.#options;
    const snapshot = latest();
    if (digest(snapshot) === this.#lastDigest) {
      const why = `can not publish version for ${owner}, detail: 'No changes were made since last publish'`;
      throw new Refusal(400, 'VersionPublishError', why);
    }
    this.#lastDigest = digest(snapshot);
    this.#published += 1;
    const shown = { versionId: String(this.#published), ...this.#newText(description) };
    this.versions.set(shown.versionId, { shown, snapshot });
    return shown;
  }

  /** @throws Refusal while an alias names it */
  deleteVersion(versionId: string): void {
    this.#checkVersion(versionId);
    const pointing = [...this.aliases.values()].find((given) => given.versionId === versionId);
    if (pointing) {
      const why = `version '${versionId}' of ${this.#options.owner} is used by alias '${String(pointing.aliasName)}'`;
      throw new Refusal(409, 'VersionInUse', why);
    }
    this.versions.delete(versionId);
  }

  createAlias(body: JsonObject): JsonObject {
    const aliasName = resourceName(body.aliasName, 'aliasName');
    if (aliasName === LATEST) invalid(`alias name ${LATEST} is reserved`);
    if (this.aliases.has(aliasName)) {
      throw new Refusal(409, 'AliasAlreadyExists', `alias '${aliasName}' of ${this.#options.owner} already exists`);
    }
    const versionId = this.#checkVersion(body.versionId);
    const shown = { aliasName, versionId, ...this.#newText(body.description) };
    this.aliases.set(aliasName, shown);
    return shown;
  }

  updateAlias(name: string, body: JsonObject): JsonObject {
    const before = this.alias(name);
    const versionId = body.versionId === undefined ? before.versionId : this.#checkVersion(body.versionId);
    const description = optionalText(body.description, 'description') ?? before.description;
    const shown = { ...before, versionId, description, lastModifiedTime: this.#options.nowText() };
    this.aliases.set(name, shown);
    return shown;
  }

  /** @throws Refusal 'AliasNotFound' */
  alias(name: string): JsonObject {
    const found = this.aliases.get(name);
    if (found) return found;
    throw new Refusal(404, 'AliasNotFound', `alias '${name}' of ${this.#options.owner} does not exist`);
  }

  deleteAlias(name: string): void {
    this.alias(name);
    this.aliases.delete(name);
  }

  /** LATEST, a version or an alias. @throws Refusal when there is none of that name */
  resolve(qualifier: string): { readonly versionId: string; readonly snapshot: T } {
    if (qualifier === LATEST) return { versionId: LATEST, snapshot: this.#options.latest() };
    const versionId = /^\d+$/.test(qualifier) ? qualifier : String(this.alias(qualifier).versionId);
    const found = this.versions.get(versionId);
    if (!found) throw this.#versionNotFound(versionId);
    return { versionId, snapshot: found.snapshot };
  }

  #newText(given: unknown) {
    const at = this.#options.nowText();
    return { description: optionalText(given, 'description') ?? '', createdTime: at, lastModifiedTime: at };
  }

  #checkVersion(id: unknown): string {
    if (typeof id === 'string' && this.versions.has(id)) return id;
    throw this.#versionNotFound(id);
  }

  #versionNotFound(id: unknown): Refusal {
    return new Refusal(404, 'VersionNotFound', `version '${String(id)}' of ${this.#options.owner} does not exist`);
  }
}
