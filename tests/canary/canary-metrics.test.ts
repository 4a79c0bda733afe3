import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { closing, configFile, freshFolder, useRunFolder } from '../bin/command-line.ts';
import { relaywatchHere as relaywatch } from '../bin/in-process.ts';
import { invoke } from '../functions/handler-run.ts';
import { CANARY, CANARY_KEYS, expectNoCanary, filesOf, startVendor, VENDOR_TROUBLES } from '../support/canary.ts';
import { useNoWaiting } from '../support/no-waiting.ts';

useRunFolder();

useNoWaiting();

/** Every place of a metrics backend where a secret may stand. */
const metricsAt = (url: string) => [
  { type: 'prometheus', pushgateway: `${url}/push/in/${CANARY}/` },
  { type: 'prometheus', pushgateway: `${url}/push%2F${CANARY}%20x/`, job: 'other' },
  {
    type: 'prometheus',
    pushgateway: `${url.replace('://', `://user-${CANARY}:pass%2F${CANARY}%25@`)}/`,
    grouping: { stage: 'prod' },
  },
  {
    type: 'otlp',
    endpoint: `${url}/${CANARY}/v1/metrics`,
    headers: { Authorization: `Bearer ${CANARY}+/=`, 'x-api-key': `key ${CANARY}` },
  },
  { type: 'otlp', endpoint: `${url.replace('://', `://user:${CANARY}@`)}/v1/metrics` },
  { type: 'cloudmonitor', endpoint: url },
];

async function around(url: string) {
  const live = closing(
    await startLiveStandIn({ tasks: 20, regions: ['cn-shanghai'], qps: 0, credentials: [CANARY_KEYS] }),
  );
  const state = join(await freshFolder(), 'state');
  const config = await configFile({
    live: { endpoint: live.url, regions: ['cn-shanghai'], qps: 500, credentials: { type: 'sts', ...CANARY_KEYS } },
    metrics: metricsAt(url),
    heartbeat: { url: `${url}/ping/${CANARY}?key=${CANARY}` },
    state: { type: 'file', path: state },
  });
  return { state, config };
}

describe.each(VENDOR_TROUBLES)('when a service that is told metrics and heartbeats %s, no secret shows', (_, reply) => {
  it('in what the command line prints and keeps', async () => {
    const vendor = closing(await startVendor(reply));
    const { config, state } = await around(vendor.url);
    const outputs: Record<string, string> = {};
    for (const args of [['sweep', '--json'], ['sweep'], ['check']]) {
      const { stdout, stderr } = await relaywatch([...args, '--config', config]);
      expect(stdout).not.toBe('');
      outputs[args.join(' ')] = `${stdout}\n${stderr}`;
    }
    const { metrics, heartbeat } = JSON.parse(outputs['sweep --json']?.split('\n')[0] ?? '');
    expect(metrics.map(({ type }: { readonly type: string }) => type)).toEqual(
      metricsAt(vendor.url).map(({ type }) => type),
    );
    expect(heartbeat).toMatchObject({ ok: expect.any(Boolean) });
    const kept = await filesOf(state);
    expect(kept).not.toEqual([]);
    expectNoCanary({ ...outputs, kept: kept.join('\n') });
    // they are where they belong
    if (reply) {
      const paths = vendor.received().map((request) => request.split(' ')[0]);
      expect(paths).toContain(`/ping/${CANARY}?key=${CANARY}`);
      expect(vendor.received().filter((request) => request.includes(CANARY)).length).toBeGreaterThan(10);
    }
  });

  it('in what the function logs, returns and keeps', async () => {
    const vendor = closing(await startVendor(reply));
    const { config, state } = await around(vendor.url);
    vi.stubEnv('RELAYWATCH_CONFIG', config);
    const { lines, summary, error } = await invoke(null, { requestId: 'r-1', function: { timeout: 30 } });
    expect(error).toBeNull();
    expect(summary?.metrics).toHaveLength(6);
    expect(lines.length).toBeGreaterThan(1);
    expectNoCanary({
      log: lines.join('\n'),
      summary: JSON.stringify(summary),
      kept: (await filesOf(state)).join('\n'),
    });
  });
});

describe('a bad configuration of metrics and heartbeat', () => {
  it('does not show the secrets in it', async () => {
    const config = await configFile({
      live: { regions: ['cn-shanghai'] },
      metrics: [
        { type: 'prometheus', pushgateway: `http://user:${CANARY}@push.example.com/${CANARY}` },
        { type: 'prometheus', pushgateway: `https://push.example.com/?token=${CANARY}` },
        {
          type: 'otlp',
          endpoint: `https://otlp.example.com/v1/metrics?key=${CANARY}`,
          headers: { a: `${CANARY}\n${CANARY}` },
        },
        { type: 'otlp', endpoint: `http://otlp.example.com/v1/${CANARY}`, headers: { authorization: [CANARY] } },
        { type: 'cloudmonitor', endpoint: `https://cms.example.com/${CANARY}` },
      ],
      heartbeat: { url: `http://ping.example.com/${CANARY}` },
    });
    const { code, stdout, stderr } = await relaywatch(['check', '--config', config]);
    expect(code).toBe(2);
    expect(stderr.split('\n').filter((line) => line.startsWith('  ')).length).toBeGreaterThanOrEqual(7);
    expectNoCanary({ stdout, stderr });
  });
});
