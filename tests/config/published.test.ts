import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { configJsonSchema } from '../../infra/config-schema.ts';
import { parseConfig } from '../../lib/config/load.ts';

const ROOT = new URL('../../', import.meta.url);
const FIXTURES = new URL('tests/fixtures/config/', ROOT);
const read = (name: string, from = ROOT) => readFileSync(new URL(name, from), 'utf8');
const published = JSON.parse(read('relaywatch.schema.json'));

/** What only the loader finds: URLs, variables, and rules across several values. */
const BEYOND_THE_SCHEMA =
  /^(endpoint-(?!empty|of-no)|cloudwatch-(endpoint|dimensions-too)|prometheus-url-|otlp-(endpoint|header-name|headers-over)|cloudmonitor-endpoint|webhook-(url|secret)-|variable|region-twice|scope-empty|many|pagerduty-endpoint|dingtalk-url|alertmanager-url-|alertmanager-urls-twice|sns-topic-of|channel-(templates?|name)-|route-channel-|match-(glob-(with|empty\.)|empty|host)|policy-override-says|(maintenance|expect)-.*(cron-(?!absent)|zone|twice))/;
const names = (ending: string) => readdirSync(FIXTURES).filter((name) => name.endsWith(ending));

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

function propertiesOf({ properties = {}, items, anyOf = [], oneOf = [] }: Schema): [string, Schema][] {
  const inner = [...Object.values(properties), ...anyOf, ...oneOf, ...(items ? [items] : [])];
  return [...Object.entries(properties), ...inner.flatMap(propertiesOf)];
}

describe('the published JSON Schema', () => {
  it('is that of the code (npm run schema writes it)', () => {
    expect(published).toEqual(configJsonSchema());
  });

  it('describes every key', () => {
    const bare = [...propertiesOf(published)].filter(
      ([key, { description }]) => !description && !/^type$|^accessKey|^securityToken/.test(key),
    );
    expect(bare).toEqual([]);
  });

  const schema = z.fromJSONSchema(published);
  const accepts = (name: string) => schema.safeParse(parse(read(name, FIXTURES)) ?? null).success;

  it.each(names('.ok.yml'))('accepts %s', (name) => {
    expect(accepts(name)).toBe(true);
  });

  it.each(names('.bad.yml').filter((name) => !/^yaml-/.test(name) && !BEYOND_THE_SCHEMA.test(name)))(
    'refuses %s',
    (name) => {
      expect(accepts(name)).toBe(false);
    },
  );
});

describe('the example configuration', () => {
  const env = {
    RELAYWATCH_WEBHOOK_URL: 'https://hooks.example.com/x',
    RELAYWATCH_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
    PAGERDUTY_ROUTING_KEY: '0'.repeat(32),
    RELAYWATCH_OTLP_TOKEN: 'x',
  };

  it('is accepted, and says its defaults right', () => {
    const { live, sweep, policy } = parseConfig(read('relaywatch.example.yml'), env, 'relaywatch.example.yml');
    const defaults = parseConfig('live: { regions: [cn-shanghai, cn-beijing] }', {}, '');
    expect(live).toEqual(defaults.live);
    expect({ ...sweep, timeLimitSeconds: undefined }).toEqual({ ...defaults.sweep, timeLimitSeconds: undefined });
    expect({ ...policy, overrides: [] }).toEqual(defaults.policy);
  });

  it('names every key there is', () => {
    const keys = new Set(propertiesOf(published).map(([key]) => key));
    const absent = [...keys].filter((key) => !read('relaywatch.example.yml').includes(key));
    expect(keys.size).toBeGreaterThan(20);
    expect(absent).toEqual([]);
  });
});
