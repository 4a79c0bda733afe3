import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { aForgetfulNetwork } from '../support/forgetful-network.ts';
import { configure, functionCompute, invoke, ROLE_KEYS, surroundings } from './handler-run.ts';

const timerAt = (minute: string) =>
  Buffer.from(
    readFileSync(new URL('../fixtures/events/fc-timer.json', import.meta.url), 'utf8').replace('08:00', minute),
  );

it('a function whose network forgot all connections while it was frozen reads everything at once', async () => {
  const around = await surroundings({ credentials: [ROLE_KEYS], tasks: 1_500 });
  const ways = await Promise.all([around.live.url, around.cloudWatch.url, around.webhook.url].map(aForgetfulNetwork));
  const [live, cloudWatch, webhook] = ways.map(({ url }) => url);
  await configure(around, {
    live: { endpoint: live, regions: ['cn-shanghai', 'cn-beijing'], qps: 1_000 },
    metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch }],
    alerts: [{ type: 'webhook', url: `${webhook}/webhook` }],
  });
  const calls: unknown[] = [];
  for (const minute of ['08:00', '08:01', '08:02']) {
    const { summary } = await invoke(timerAt(minute), functionCompute());
    expect(summary).toMatchObject({
      tasks: { total: 1_500 },
      sweep: { complete: true, reasons: [] },
      metrics: [{ ok: true }],
    });
    calls.push(summary?.sweep.calls);
    for (const way of ways) way.forget();
  }
  expect(calls).toEqual([calls[0], calls[0], calls[0]]);
});
