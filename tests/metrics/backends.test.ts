import { createCloudMonitorBackend } from '../../lib/metrics/cloudmonitor/cloudmonitor.ts';
import { fitCloudMonitorText } from '../../lib/metrics/cloudmonitor/text.ts';
import { createCloudWatchBackend } from '../../lib/metrics/cloudwatch/cloudwatch.ts';
import { createOtlpBackend } from '../../lib/metrics/otlp/otlp.ts';
import { createPrometheusBackend } from '../../lib/metrics/prometheus/prometheus.ts';
import { startCloudMonitorStandIn } from '../../stand-ins/cloudmonitor/server.ts';
import type { CloudWatchFault } from '../../stand-ins/cloudwatch/failures.ts';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { startOtlpStandIn } from '../../stand-ins/otlp/server.ts';
import { startPushgatewayStandIn } from '../../stand-ins/pushgateway/server.ts';
import {
  type BackendHarness,
  CANARY,
  type ContractFault,
  describeMetricsBackend,
  HTTP_FAULTS,
  inSnakeCase,
  START,
  withoutEmpty,
} from './backend-contract.ts';

const now = () => Date.parse(START);

const CLOUDWATCH_FAULTS: Readonly<Partial<Record<ContractFault, CloudWatchFault>>> = {
  'error-500': 'error-500',
  throttled: 'throttle',
  disconnect: 'disconnect',
  hang: 'hang',
  'web-page': 'error-html',
  denied: 'access-denied',
};

async function cloudWatch(): Promise<BackendHarness> {
  const standIn = await startCloudWatchStandIn({ now });
  const at: BackendHarness['at'] = (endpoint, { bounds, ...deps }) =>
    createCloudWatchBackend(
      { namespace: 'relaywatch', region: 'eu-central-1', endpoint },
      {
        ...deps,
        credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: CANARY, sessionToken: CANARY },
        ...(bounds ? { bounds: { requestTimeoutMs: bounds.attemptTimeoutMs } } : {}),
      },
    );
  return {
    type: 'cloudwatch',
    backend: (deps) => at(standIn.url, deps),
    at,
    named: ({ name, value, dimensions }) => ({ name, value, dimensions: withoutEmpty(dimensions) }),
    stored: () => standIn.datapoints().map(({ name, value, dimensions }) => ({ name, value, dimensions })),
    requests: standIn.requests,
    fail: (fault) => standIn.failAlways(fault === null ? null : (CLOUDWATCH_FAULTS[fault] ?? null)),
    close: standIn.close,
  };
}

async function prometheus(): Promise<BackendHarness> {
  const standIn = await startPushgatewayStandIn({ basic: `user-${CANARY}:pass/${CANARY}` });
  const at: BackendHarness['at'] = (url, deps) =>
    createPrometheusBackend(
      { pushgateway: `http://user-${CANARY}:pass%2F${CANARY}@${new URL(url).host}/`, grouping: { stage: 'prod' } },
      deps,
    );
  return {
    type: 'prometheus',
    backend: (deps) => at(standIn.url, deps),
    at,
    named(point) {
      const { name, value, dimensions } = inSnakeCase(point);
      const unit = point.unit === 'Milliseconds' ? '_seconds' : '';
      return {
        name: `relaywatch_${name}${unit}`,
        value,
        dimensions: { ...dimensions, job: 'relaywatch', stage: 'prod' },
      };
    },
    stored: () => standIn.samples().map(({ name, value, labels }) => ({ name, value, dimensions: labels })),
    requests: () => standIn.requests().length,
    fail: (fault) => standIn.failAlways(fault && HTTP_FAULTS[fault]),
    close: standIn.close,
  };
}

async function otlp(): Promise<BackendHarness> {
  const headers = { 'x-api-key': `key-${CANARY}`, authorization: `Bearer ${CANARY}` };
  const standIn = await startOtlpStandIn({ headers });
  const at: BackendHarness['at'] = (url, deps) => createOtlpBackend({ endpoint: `${url}/v1/metrics`, headers }, deps);
  return {
    type: 'otlp',
    backend: (deps) => at(standIn.url, deps),
    at,
    named(point) {
      const { name, ...rest } = inSnakeCase(point);
      return { name: `relaywatch.${name}`, ...rest };
    },
    stored: () => standIn.points().map(({ name, value, attributes }) => ({ name, value, dimensions: attributes })),
    requests: () => standIn.requests().length,
    fail: (fault) => standIn.failAlways(fault && HTTP_FAULTS[fault]),
    close: standIn.close,
  };
}

async function cloudMonitor(): Promise<BackendHarness> {
  const keys = { accessKeyId: `STS.${CANARY}`, accessKeySecret: `s-${CANARY}/+=`, securityToken: `t-${CANARY}/+==` };
  const standIn = await startCloudMonitorStandIn({ credentials: [keys], now });
  const at: BackendHarness['at'] = (endpoint, deps) =>
    createCloudMonitorBackend({ region: 'cn-shanghai', endpoint }, { ...deps, credentials: async () => keys });
  return {
    type: 'cloudmonitor',
    backend: (deps) => at(standIn.url, deps),
    at,
    named({ name, value, dimensions }) {
      const fitted = Object.entries(withoutEmpty(dimensions)).map(([key, text]) => [key, fitCloudMonitorText(text)]);
      const all = fitted.length === 0 ? { Service: 'relaywatch' } : Object.fromEntries(fitted);
      return { name, value, dimensions: all };
    },
    stored: () => standIn.reported().map(({ name, value, dimensions }) => ({ name, value, dimensions })),
    requests: () => standIn.requests().length,
    fail: (fault) => standIn.failAlways(fault && HTTP_FAULTS[fault]),
    close: standIn.close,
  };
}

describeMetricsBackend('CloudWatch', cloudWatch, { without: ['cut', 'garbage', 'redirect'] });
describeMetricsBackend('a Prometheus Pushgateway', prometheus);
describeMetricsBackend('an OTLP receiver', otlp);
describeMetricsBackend('CloudMonitor', cloudMonitor);
