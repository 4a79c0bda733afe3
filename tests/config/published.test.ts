// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from '../../infra/build/config-schema.ts';
import { parseConfig } from '../../lib/config/load.ts';
import { byAjv, byCfworker } from './schema-validators.ts';

const ROOT = new URL('../../', import.meta.url);
const FIXTURES = new URL('tests/fixtures/config/', ROOT);
const read = (name: string, from = ROOT) => readFileSync(new URL(name, from), 'utf8');
const published = JSON.parse(read('relaywatch.schema.json'));

/** What only the loader finds: URLs, variables, and rules across several values. */
const BEYOND_THE_SCHEMA =
  /^(endpoint-(?!empty|of-no)|cloudwatch-(endpoint|dimensions-too)|prometheus-url-|otlp-(endpoint|header-name|headers-over)|cloudmonitor-endpoint|webhook-(url|secret)-|variable|region-twice|scope-empty|many|pagerduty-endpoint|callbacks-url-(?!absent)|dingtalk-url|alertmanager-url-|alertmanager-urls-twice|sns-topic-of|channel-(templates?|name)-|route-channel-|rolling-|report-(channel-|cron-(?!absent)|zone|since-(too|beyond)|without)|match-(glob-(with|empty\.)|empty|host)|policy-override-says|(maintenance|expect)-.*(cron-(?!absent)|zone|twice)|.*(-of-two-lines|-with-a-tab|-port-of-\w+)\.bad)/;
const names = (ending: string) => readdirSync(FIXTURES).filter((name) => name.endsWith(ending));

interface Schema {
  readonly description?: string;
  readonly allOf?: readonly { readonly then: Schema }[];
  readonly then?: Schema;
  readonly else?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

function propertiesOf({ properties = {}, items, allOf = [], then, else: other }: Schema): [string, Schema][] {
  const inner = [
    ...Object.values(properties),
    ...allOf.map((one) => one.then),
    ...[items ?? [], then ?? [], other ?? []].flat(),
  ];
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

  describe.each([
    ['ajv', byAjv(published)],
    ['cfworker', byCfworker(published)],
  ])('read by %s', (_, errorsOf) => {
    const errorsIn = (name: string) => errorsOf(parse(read(name, FIXTURES)) ?? null);

    it('accepts the examples', () => {
      for (const name of ['relaywatch.example.yml', 'infra/aws/relaywatch.aws.example.yml'])
        expect(errorsOf(parse(read(name)))).toEqual([]);
    });

    it.each(names('.ok.yml'))('accepts %s', (name) => {
      expect(errorsIn(name)).toEqual([]);
    });

    it.each(names('.bad.yml').filter((name) => !/^yaml-/.test(name)))(
      'has at most one error for each mistake, and one at least where the loader alone does not find it: %s',
      (name) => {
        const problems = read(name, FIXTURES).match(/^# /gm)?.length ?? 0;
        const errors = errorsIn(name);
        expect(errors.length).toBeLessThanOrEqual(problems);
        if (!BEYOND_THE_SCHEMA.test(name)) expect(errors.length).toBeGreaterThan(0);
      },
    );

    it('accepts a reference wherever the loader does', () => {
      for (const name of names('.ok.yml')) {
        const document: unknown = parse(read(name, FIXTURES));
        for (const [put, text] of textsOf(document)) {
          const changed: unknown = put('${VALUE}');
          const isLoaded = loads(JSON.stringify(changed), { ...ENV, VALUE: text });
          if (isLoaded) expect([changed, errorsOf(changed)]).toEqual([changed, []]);
        }
      }
    });

    it('takes $${NAME}, which stands for itself, for no reference', () => {
      expect(errorsOf({ live: { regions: ['$${REGION}'] } })).toEqual(['/live/regions/0 pattern']);
      expect(errorsOf({ live: { regions: ['cn-shanghai'] }, language: '$${LANGUAGE}' })).toEqual(['/language enum']);
    });
  });
});

/** What the fixtures refer to. */
const ENV = { SECRET: 'x', SHORT: '42', NESTED: '/srv' };

function loads(text: string, env: Readonly<Record<string, string>>): boolean {
  try {
    parseConfig(text, env, '');
    return true;
  } catch {
    return false;
  }
}

type Put = (other: string) => unknown;

/** Each text of a document, and how to get the document with another in its place. */
function textsOf(value: unknown): [Put, string][] {
  if (typeof value === 'string') return [[(other) => other, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    textsOf(part).map(([put, text]): [Put, string] => [
      (other) => (Array.isArray(value) ? value.with(Number(key), put(other)) : { ...value, [key]: put(other) }),
      text,
    ]),
  );
}

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
