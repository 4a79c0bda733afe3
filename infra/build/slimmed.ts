import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const TEXT = /\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`$]*`),?\s*/.source;
const SAYS = new RegExp(`\\bsays\\(${TEXT}\\)`, 'g');
const ONLY_SAYS = new RegExp(`\\s*\\.check\\(\\s*says\\((?:${TEXT}|description)\\),?\\s*\\)`, 'g');

/**
 * Descriptions of settings are only for the JSON Schema, and so for editors; a function does not need them. Checks that
 * merely describe are removed too, since each makes a copy of what it describes.
 */
export const withoutDescriptions: Plugin = {
  name: 'without-descriptions',
  setup(build) {
    build.onLoad({ filter: /[\\/]lib[\\/]config[\\/][a-z-]+\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { loader: 'ts', contents: source.replace(ONLY_SAYS, '').replace(SAYS, "says('')") };
    });
  },
};

/** Packages read their own package.json for the version in a user agent. */
export const versionsOnly: Plugin = {
  name: 'versions-only',
  setup(build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/].*[\\/]package\.json$/ }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
      return { loader: 'json', contents: JSON.stringify({ name, version }) };
    });
  },
};

/**
 * The AWS clients describe every operation of the service, using keys such as `[_CT]` for a constant in the same file.
 * Evaluating a computed key might have side effects, so esbuild keeps all of them; once they are literal, unused ones
 * can be dropped.
 */
export const plainSchemaKeys: Plugin = {
  name: 'plain-schema-keys',
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/].*[\\/]schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const texts = new Map(
        [...source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name = '', text]) => [name, text]),
      );
      return {
        contents: source.replace(/\[(\w+)\]:/g, (key, name) => (texts.has(name) ? `${texts.get(name)}:` : key)),
      };
    });
  },
};
