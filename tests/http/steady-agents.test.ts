import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { withoutNodeVersionWarning } from '../../lib/aws/node-warning.ts';
import { systemClock } from '../../lib/base/time.ts';
import { keptConnections } from '../../lib/http/agents.ts';
import { WHOLE } from '../../lib/http/body.ts';
import { type CallOptions, call } from '../../lib/http/call.ts';
import { type Agents, MOST_IDLE_MS } from '../../lib/http/steady-agents.ts';
import { ossBucket } from '../../lib/state/bucket/oss-bucket.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { anAnsweringServer, plainly } from '../fixtures/live/answering-server.ts';
import { aForgetfulNetwork } from '../support/forgetful-network.ts';

const MINUTE_MS = 60_000;
const get = (url: string, agents: Agents, parts: Partial<CallOptions> = {}) =>
  call({ url, method: 'GET' }, { clock: systemClock, timeoutMs: 20_000, reads: WHOLE, agents, ...parts });
const aPath = async () => aForgetfulNetwork((await anAnsweringServer(plainly(200, 'fine'))).url);

describe('an idle connection', () => {
  it.each<[string, (clock: VirtualClock) => void, number]>([
    ['a moment', (clock) => clock.pass(MOST_IDLE_MS), 1],
    ['longer than it may be idle', (clock) => clock.pass(MOST_IDLE_MS + 1), 2],
    ['a freeze that the monotonic clock slept through', (clock) => clock.stepWallClock(MINUTE_MS), 2],
    [
      'a freeze, and the clock was set back',
      (clock) => [clock.pass(2 * MINUTE_MS), clock.stepWallClock(-MINUTE_MS)],
      2,
    ],
    ['a clock that was set back', (clock) => clock.stepWallClock(-MINUTE_MS), 1],
  ])('is used or not after %s', async (_name, wait, connections) => {
    const [clock, path] = [new VirtualClock(), await aPath()];
    const agents = keptConnections(clock);
    await get(path.url, agents);
    wait(clock);
    await get(path.url, agents);
    expect([path.connections(), path.open()]).toEqual([connections, 1]);
  });

  it('of an AWS client is of the same kind', async () => {
    const server = await anAnsweringServer(plainly(200, '{}', { 'content-type': 'application/x-amz-json-1.0' }));
    const [clock, path] = [new VirtualClock(), await aForgetfulNetwork(server.url)];
    const client = withoutNodeVersionWarning(
      () =>
        new CloudWatchClient({
          region: 'us-east-1',
          endpoint: path.url,
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
          requestHandler: keptConnections(clock),
        }),
    );
    const put = () =>
      client.send(new PutMetricDataCommand({ Namespace: 'N', MetricData: [{ MetricName: 'M', Value: 1 }] }));
    await put();
    await put();
    path.forget();
    clock.stepWallClock(MINUTE_MS);
    await put();
    expect(path.connections()).toBe(2);
    client.destroy();
  });
});

describe('a call on a kept connection that gets no answer', () => {
  it('has all idle ones closed, so that every later call goes over a new one', async () => {
    const path = await aPath();
    const agents = keptConnections(new VirtualClock());
    await Promise.all([get(path.url, agents), get(path.url, agents), get(path.url, agents)]);
    path.forget();
    const giveUp = new AbortController();
    const onWritten = () => setImmediate(() => giveUp.abort('no answer'));
    const hanging = get(path.url, agents, { giveUp: giveUp.signal, onWritten });
    await expect(hanging).rejects.toBe('no answer');
    const answers = await Promise.all([get(path.url, agents), get(path.url, agents)]);
    expect(answers.map(({ text }) => text)).toEqual(['fine', 'fine']);
    expect([path.connections(), path.open()]).toEqual([5, 2]);
  });

  it('leaves them open when it was answered, though the connection is closed then', async () => {
    const server = await anAnsweringServer((response, nth, request) =>
      plainly(200, 'fine', nth === 3 ? { connection: 'close' } : {})(response, nth, request),
    );
    const path = await aForgetfulNetwork(server.url);
    const agents = keptConnections(new VirtualClock());
    await Promise.all([get(path.url, agents), get(path.url, agents)]);
    for (let call = 0; call < 3; call++) await get(path.url, agents);
    expect(path.connections()).toBe(2);
  });

  it('costs OSS the time of one try, since the second goes over a new one', async () => {
    const listing = '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';
    const path = await aForgetfulNetwork((await anAnsweringServer(plainly(200, listing))).url);
    const credentials = async () => ({ accessKeyId: 'id', accessKeySecret: 'secret' });
    // a deadline that really passes
    const deps = { clock: systemClock, random: () => 0, credentials, timeoutMs: 1_000 };
    const bucket = ossBucket({ bucket: 'b', region: 'cn-hangzhou', endpoint: path.url }, deps);
    const list = () => bucket.list('', { limit: 1 });
    await Promise.all([list(), list(), list()]);
    path.forget();
    expect(await list()).toEqual({ keys: [], more: false });
    expect([path.connections(), path.open()]).toEqual([4, 1]);
  });
});
