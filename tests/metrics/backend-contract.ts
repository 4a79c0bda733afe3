import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log, LogFacts } from '../../lib/base/log.ts';
import type { Clock, Random } from '../../lib/base/time.ts';
import type { MetricsBackend } from '../../lib/metrics/backend.ts';
import type { MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { type HttpFault, startFaultyServer } from '../../stand-ins/faulty-server.ts';
import { FOREIGN_ANSWERS, FOREIGN_CANARY } from '../support/foreign-answers.ts';
import { type InstantClock, instantClock } from '../support/instant-clock.ts';

export const START = '2026-03-01T08:00:00Z';
/** In every secret that a harness gives its backend. */
export const CANARY = 'CANARY7f3e9b';

/** A number as the service keeps it. */
export interface StoredPoint {
  readonly name: string;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What every backend is made with. */
export interface ContractDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly bounds?: { readonly attemptTimeoutMs: number };
}

/** A service that a backend publishes to, and ways into it that are not the backend's. */
export interface BackendHarness {
  readonly type: string;
  backend(deps: ContractDeps): MetricsBackend;
  /** The point in the words of the service. */
  named(point: MetricPoint): StoredPoint;
  stored(): readonly StoredPoint[];
  /** Requests that came. */
  requests(): number;
  /** What every request meets from now on; null for nothing. */
  fail(fault: ContractFault | null): void;
  /** The same backend, with something else where its service should be. */
  at(url: string, deps: ContractDeps): MetricsBackend;
  close(): Promise<void>;
}

/** Faults that any service may show; a harness says each in its service's words. */
export type ContractFault =
  | 'error-500'
  | 'throttled'
  | 'disconnect'
  | 'cut'
  | 'hang'
  | 'web-page'
  | 'garbage'
  | 'redirect'
  | 'denied';

/** The faults of a service that speaks plain HTTP. */
export const HTTP_FAULTS: Readonly<Record<ContractFault, HttpFault>> = {
  'error-500': { status: 500, body: `boom ${CANARY}` },
  throttled: { status: 429, headers: { 'retry-after': '1' }, body: `{"message":"${CANARY}"}` },
  disconnect: 'disconnect',
  cut: 'cut',
  hang: 'hang',
  'web-page': { status: 200, headers: { 'content-type': 'text/html' }, body: `<html>${CANARY}</html>` },
  garbage: { status: 200, body: `%&/ ${CANARY}` },
  redirect: { status: 307, headers: { location: `https://elsewhere.example.com/${CANARY}` } },
  denied: {
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: `{"Code":"Forbidden.RAM","message":"${CANARY}"}`,
  },
};

export interface BackendContract {
  /** Faults that its stand-in cannot show. */
  readonly without?: readonly ContractFault[];
}

const FAULTS = Object.keys(HTTP_FAULTS) as ContractFault[];

function aPoint(overrides: Partial<MetricPoint> = {}): MetricPoint {
  return { name: 'RelayTasks', unit: 'Count', value: 7, dimensions: { Region: 'cn-shanghai' }, ...overrides };
}

/** Points of one metric, one a region. */
function manyPoints(count: number): MetricPoint[] {
  return Array.from({ length: count }, (_, i) => aPoint({ value: i, dimensions: { Region: `region-${i}` } }));
}

/** The contract's names, as Prometheus has them; written out, so that the naming is not judged by itself. */
const SNAKE: Readonly<Record<string, string>> = {
  RelayTasks: 'relay_tasks',
  StoppedRelays: 'stopped_relays',
  SweepDuration: 'sweep_duration',
  OpenIncidentsTotal: 'open_incidents_all',
  OpenIncidents: 'open_incidents',
  Heartbeat: 'heartbeat',
};

/** A point in the words of Prometheus and OpenTelemetry. */
export function inSnakeCase({ name, unit, value, dimensions }: MetricPoint): StoredPoint {
  const labels = Object.entries(dimensions).filter(([, text]) => text !== '');
  return {
    name: SNAKE[name] ?? name,
    value: unit === 'Milliseconds' ? value / 1_000 : value,
    dimensions: Object.fromEntries(labels.map(([key, text]) => [key.toLowerCase(), text])),
  };
}

/** Dimensions without those that have no value: no backend tells them. */
export const withoutEmpty = (dimensions: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(dimensions).filter(([, text]) => text !== ''));

/** What every metrics backend promises. */
export function describeMetricsBackend(
  name: string,
  open: () => Promise<BackendHarness>,
  { without = [] }: BackendContract = {},
): void {
  let service: BackendHarness;
  let clock: InstantClock;
  let logged: string;

  beforeEach(async () => {
    service = await open();
    clock = instantClock(START);
    logged = '';
  });
  afterEach(() => service.close());

  function aBackend(attemptTimeoutMs = 5_000): MetricsBackend {
    const note = (event: string, facts?: LogFacts) => {
      logged += `${event} ${JSON.stringify(facts ?? {})}\n`;
    };
    const log = { debug: note, info: note, warn: note, error: note };
    return service.backend({ clock, log, random: () => 0.5, bounds: { attemptTimeoutMs } });
  }
  const publish = (points: readonly MetricPoint[], attemptTimeoutMs?: number) =>
    aBackend(attemptTimeoutMs).publish(points, clock.nowUtc());
  const sorted = (points: readonly StoredPoint[]) =>
    [...points].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const expectStored = (points: readonly MetricPoint[]) =>
    expect(sorted(service.stored())).toEqual(sorted(points.map(service.named)));

  describe(`${name} keeps the promises of a metrics backend`, () => {
    it('delivers every value with its dimensions', async () => {
      const points = [
        ...manyPoints(50),
        aPoint({ name: 'StoppedRelays', value: 2.5, dimensions: { Region: 'cn-beijing', Reason: 'PullStreamFailed' } }),
        aPoint({ name: 'SweepDuration', unit: 'Milliseconds', value: 1_500, dimensions: {} }),
        aPoint({ name: 'OpenIncidentsTotal', value: 0, dimensions: {} }),
        aPoint({ name: 'OpenIncidents', value: 0, dimensions: { Verdict: 'stopped', Severity: 'critical' } }),
        aPoint({ name: 'Heartbeat', unit: 'None', value: 1, dimensions: {} }),
      ];
      expect(await publish(points)).toEqual({ type: service.type, ok: true, datapoints: 55, rejected: 0 });
      expectStored(points);
    });

    it('calls nobody when there is nothing to tell', async () => {
      expect(await publish([])).toEqual({ type: service.type, ok: true, datapoints: 0, rejected: 0 });
      expect(service.requests()).toBe(0);
    });

    it('delivers the rest when some are no numbers or have no name, and says which', async () => {
      const good = manyPoints(3);
      const bad = [
        aPoint({ name: 'NotANumber', value: Number.NaN }),
        aPoint({ name: 'Endless', value: Number.POSITIVE_INFINITY }),
        aPoint({ name: ' ' }),
      ];
      const result = await publish([...bad.slice(0, 2), ...good, ...bad.slice(2)]);
      expect(result).toMatchObject({ ok: false, datapoints: 3, rejected: 3 });
      expect(result.problem).toContain('NotANumber, Endless');
      expectStored(good);
    });

    it('says so when nothing is left to deliver', async () => {
      expect(await publish([aPoint({ value: Number.NaN })])).toMatchObject({ ok: false, datapoints: 0, rejected: 1 });
      expect(service.stored()).toEqual([]);
    });

    it('keeps texts apart that differ in what it cannot write', async () => {
      const long = 'x'.repeat(2_000);
      const texts = [
        `${long}1`,
        `${long}2`,
        '上海',
        '北京',
        'a b',
        'a_b',
        'line\nend',
        'quote"',
        'back\\',
        '{},=',
        '\u0000',
      ];
      const points = texts.map((text, value) => aPoint({ value, dimensions: { Region: text } }));
      expect(await publish(points)).toMatchObject({ ok: true, datapoints: texts.length });
      expect(
        sorted(service.stored())
          .map(({ value }) => value)
          .sort((a, b) => a - b),
      ).toEqual(texts.map((_, i) => i));
      expect(new Set(service.stored().map(({ dimensions }) => JSON.stringify(dimensions))).size).toBe(texts.length);
    });

    it('leaves a dimension without a value out', async () => {
      expect(await publish([aPoint({ dimensions: { Region: 'cn-shanghai', Status: '' } })])).toMatchObject({
        ok: true,
      });
      expectStored([aPoint()]);
    });

    it('delivers again after it failed', async () => {
      service.fail('error-500');
      expect(await publish([aPoint()])).toMatchObject({ ok: false, datapoints: 0, rejected: 1 });
      service.fail(null);
      expect(await publish([aPoint()])).toMatchObject({ ok: true, datapoints: 1 });
    });
  });

  it.each(FOREIGN_ANSWERS)(`${name}, where %s is in its place, is told nothing`, async (_, reply) => {
    const somebody = await startFaultyServer(() => reply);
    const note = (event: string, facts?: LogFacts) => {
      logged += `${event} ${JSON.stringify(facts ?? {})}\n`;
    };
    const log = { debug: note, info: note, warn: note, error: note };
    const backend = service.at(somebody.url, { clock, log, random: () => 0.5 });
    const result = await backend.publish(manyPoints(3), clock.nowUtc());
    const check = await backend.check();
    await somebody.close();
    expect(result).toMatchObject({ ok: false, datapoints: 0, rejected: 3 });
    expect(check.ok).toBe(false);
    expect(JSON.stringify([result, check]) + logged).not.toMatch(new RegExp(`${CANARY}|${FOREIGN_CANARY}`));
  });

  describe.each(FAULTS.filter((fault) => !without.includes(fault)))(`${name}, when its service shows %s`, (fault) => {
    beforeEach(() => service.fail(fault));
    const timeoutMs = fault === 'hang' ? 40 : 5_000;

    it('says that nothing was published, in bounded time and without secrets', async () => {
      const result = await publish(manyPoints(30), timeoutMs);
      expect(result).toMatchObject({ type: service.type, ok: false, datapoints: 0, rejected: 30 });
      expect(result.problem).toMatch(/^30 of 30 points not published: \S.*\.$/);
      expect(service.stored()).toEqual([]);
      expect(service.requests()).toBeLessThanOrEqual(3);
      expect(clock.monotonicMs()).toBeLessThanOrEqual(15_000);
      expect(`${result.problem}${logged}`).not.toContain(CANARY);
    });

    it('fails its check, without secrets', async () => {
      const result = await aBackend(timeoutMs).check();
      expect(result.ok).toBe(false);
      expect(JSON.stringify(result) + logged).not.toContain(CANARY);
    });
  });
}
