// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these references are what is tested

import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configPath, loadConfig, parseConfig } from '../../lib/config/load.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import type { Expectation, MaintenanceWindow } from '../../lib/monitor/mutes.ts';
import { DEFAULT_POLICY, FAULT_KINDS, type Policy } from '../../lib/monitor/policy.ts';
import type { Route } from '../../lib/monitor/routing.ts';

const FIXTURES = new URL('../fixtures/config/', import.meta.url);
/** What the fixtures may refer to. */
const ENV = { SECRET: 'canary-4f9a', SHORT: '42', EMPTY: '', NESTED: '/srv/${SECRET}' };

const names = readdirSync(FIXTURES);
const fixture = (name: string) => readFileSync(new URL(name, FIXTURES), 'utf8');

/** The types that a section may have, as the published schema lists them; fixtures write `<types of alerts>`. */
function typesOf(section: 'alerts' | 'metrics' | 'state'): string {
  const { properties } = JSON.parse(readFileSync(new URL('../../relaywatch.schema.json', import.meta.url), 'utf8'));
  const { items = properties[section] } = properties[section];
  return items.properties.type.else.enum.join(', ');
}

/** The leading comment lines of a fixture: the problems that it has. */
function expectedProblems(text: string): string[] {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('# '));
  return lines.slice(0, end).map((line) =>
    line
      .slice(2)
      .replace(/<types of (alerts|metrics|state)>/, (_, section) => typesOf(section))
      .replace('<faults>', FAULT_KINDS.join(', ')),
  );
}

function errorOf(text: string, env: Readonly<Record<string, string>> = ENV): ConfigError {
  try {
    parseConfig(text, env, 'relaywatch.yml');
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('this configuration was accepted');
}

function pathOfState(text: string, env: Readonly<Record<string, string>>): string | undefined {
  const { state } = parseConfig(text, env, '');
  return state?.type === 'file' ? state.path : undefined;
}

const linesOf = ({ message }: ConfigError) => message.split('\n').slice(1);

describe('a configuration with a mistake', () => {
  it.each(names.filter((name) => name.endsWith('.bad.yml')))('is refused with exactly its problems: %s', (name) => {
    const error = errorOf(fixture(name));
    expect(linesOf(error)).toEqual(expectedProblems(fixture(name)).map((line) => `  ${line}`));
    expect(error.message).not.toMatch(/hidden|canary|Invalid input/);
  });

  it('is named in the first line, and has its problems as data too', () => {
    const error = errorOf('live: { regions: [] }');
    expect(error.message.split('\n')[0]).toBe('relaywatch.yml cannot be used:');
    expect(error.problems).toEqual([
      { path: 'live.regions', found: 'an empty list', expected: 'at least one region id' },
    ]);
    expect(error).toMatchObject({ name: 'ConfigError', reason: 'bad-config' });
  });

  it('is told apart when a value is absent, empty or malformed', () => {
    const found = ['{ type: webhook }', '{ type: webhook, url: }', '{ type: webhook, url: x }'].map(
      (channel) => errorOf(`live: { regions: [cn-shanghai] }\nalerts: [${channel}]`).problems[0]?.found,
    );
    expect(found).toEqual(['nothing', 'an empty value', 'a text (not shown)']);
  });

  it('has one line when the name of a channel is a variable that is missing', () => {
    const text = `live: { regions: [cn-shanghai] }
alerts: [{ type: console, name: "\${ABSENT}" }]
routes: [{ channels: [on-call] }]`;
    expect(errorOf(text).problems.map(({ path }) => path)).toEqual(['alerts[0].name']);
  });

  it('shows line breaks of a file with CRLF at the right place', () => {
    expect(errorOf('live:\r\n  regions: [cn-shanghai]\r\nlive: {}\r\n').problems[0]?.path).toBe('line 3, column 1');
  });
});

describe('a configuration without a mistake', () => {
  it.each(names.filter((name) => name.endsWith('.ok.yml')))('is accepted: %s', (name) => {
    expect(() => parseConfig(fixture(name), ENV, name)).not.toThrow();
  });

  it('has its defaults filled in', () => {
    expect(parseConfig(fixture('smallest.ok.yml'), {}, '')).toEqual({
      live: {
        regions: ['cn-shanghai'],
        qps: 10,
        pageSize: 100,
        callTimeoutSeconds: 10,
        signature: 'v3',
        scopes: [],
        credentials: { type: 'default' },
      },
      metrics: [],
      alerts: [],
      language: 'en',
      routes: [],
      policy: DEFAULT_POLICY,
      maintenance: [],
      expect: [],
      sweep: { mode: 'whole', longestLapSeconds: 900, leaseSeconds: 110, describeBudget: 200 },
    });
  });

  it('gives the policy of a sweep, defaults where nothing is said', () => {
    const text = `live: { regions: [cn-shanghai] }
policy: { startGraceSeconds: 5, verdicts: { stopped: { severity: warning } }, growth: { least: 9 } }`;
    const policy: Policy = parseConfig(text, {}, '').policy;
    expect(policy).toEqual({
      ...DEFAULT_POLICY,
      startGraceSeconds: 5,
      verdicts: { ...DEFAULT_POLICY.verdicts, stopped: { severity: 'warning', forSeconds: 0 } },
      growth: { factor: 2, least: 9 },
    });
  });

  it('has what incidents go by as the monitor wants it', () => {
    const { maintenance, expect: expected, routes } = parseConfig(fixture('incident-rules.ok.yml'), ENV, '');
    const [weekly, daily]: readonly MaintenanceWindow[] = maintenance;
    expect([weekly?.match?.region, weekly?.timeZone, daily?.match, daily?.timeZone]).toEqual([
      'cn-shanghai',
      'Asia/Shanghai',
      undefined,
      'UTC',
    ]);
    const expectations: readonly Expectation[] = expected;
    expect(expectations.map(({ atLeast }) => atLeast)).toEqual([2, 1]);
    expect((routes satisfies readonly Route[])[0]?.match?.name).toEqual(['vip-*', '\\[live\\]*']);
  });

  it('is frozen to its leaves, defaults included', () => {
    const thawed: string[] = [];
    const look = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) thawed.push(path);
      for (const [key, part] of Object.entries(value)) look(part, `${path}.${key}`);
    };
    for (const name of ['smallest.ok.yml', 'everything.ok.yml', 'incident-rules.ok.yml'])
      look(parseConfig(fixture(name), ENV, name), name);
    expect(thawed).toEqual([]);
  });

  it('has variables filled in, escapes undone, and values not looked into again', () => {
    const path = (name: string) => pathOfState(fixture(name), ENV);
    expect(path('variable-filled-in.ok.yml')).toBe('/srv/42/42/${SHORT}/$SHORT');
    expect(path('variable-with-a-reference-in-its-value.ok.yml')).toBe('/srv/${SECRET}');
  });

  it('keeps dollar signs and patterns of a value as they are', () => {
    const text = 'live: { regions: [cn-shanghai] }\nstate: { type: file, path: "/a/${ODD}/b" }';
    expect(pathOfState(text, { ODD: "$& $1 $$ $' é" })).toBe("/a/$& $1 $$ $' é/b");
  });
});

describe('the file of the configuration', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relaywatch-config-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is said to be missing when it is', async () => {
    const path = join(folder, 'absent.yml');
    await expect(loadConfig(path, {})).rejects.toThrow(
      `${path} cannot be used:\n  (file): found no such file, expected a YAML file, named by --config or RELAYWATCH_CONFIG`,
    );
  });

  it('is said to be unreadable when it is a folder', async () => {
    await expect(loadConfig(folder, {})).rejects.toThrow('(file): found a file that cannot be read (EISDIR), expected');
  });

  it('may begin with a byte order mark', async () => {
    const path = join(folder, 'bom.yml');
    await writeFile(path, '\ufefflive: { regions: [cn-shanghai] }\n');
    expect((await loadConfig(path, {})).live.regions).toEqual(['cn-shanghai']);
  });

  it('is that of --config, else of RELAYWATCH_CONFIG, else relaywatch.yml', () => {
    const env = { RELAYWATCH_CONFIG: '/etc/relaywatch.yml' };
    expect([configPath('my.yml', env), configPath(undefined, env), configPath(undefined, {})]).toEqual([
      'my.yml',
      '/etc/relaywatch.yml',
      'relaywatch.yml',
    ]);
    expect(configPath(undefined, { RELAYWATCH_CONFIG: '' })).toBe('relaywatch.yml');
  });
});
