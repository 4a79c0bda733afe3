import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PushgatewayStandIn, startPushgatewayStandIn } from '../../../stand-ins/pushgateway/server.ts';

let standIn: PushgatewayStandIn;
beforeEach(async () => {
  standIn = await startPushgatewayStandIn();
});
afterEach(() => standIn.close());

const put = async (path: string, body: string, headers: Record<string, string> = {}, method = 'PUT') => {
  const response = await fetch(`${standIn.url}${path}`, { method, headers, body });
  return { status: response.status, text: await response.text() };
};

describe('the stand-in of a Pushgateway', () => {
  it('takes a group, with labels of its path, whatever stands behind it', async () => {
    expect(
      await put('/metrics/job/a/stage@base64/cHJvZA==?x=1', 'relays 1\n', { authorization: 'Basic eA==' }),
    ).toMatchObject({
      status: 200,
    });
    expect(standIn.samples()).toMatchObject([{ name: 'relays', value: 1, labels: { job: 'a', stage: 'prod' } }]);
  });

  it.each<[string, string, string, Record<string, string>]>([
    ['a histogram', '/metrics/job/a', '# TYPE x histogram\nx_bucket{le="1"} 1\n', {}],
    ['a summary', '/metrics/job/a', '# TYPE x summary\nx{quantile="1"} 1\n', {}],
    ['a type that is none', '/metrics/job/a', '# TYPE x relay\nx 1\n', {}],
    ['packed bodies', '/metrics/job/a', 'x 1\n', { 'content-encoding': 'gzip' }],
    ['protobuf', '/metrics/job/a', 'x 1\n', { 'content-type': 'application/vnd.google.protobuf; encoding=delimited' }],
    ['a label whose name is none', '/metrics/job/a/1stage/prod', 'x 1\n', {}],
    ['a label whose name is reserved', '/metrics/job/a/__stage/prod', 'x 1\n', {}],
    ['a job without a name', '/metrics/job@base64/=', 'x 1\n', {}],
  ])('refuses %s', async (_name, path, body, headers) => {
    expect(await put(path, body, headers)).toMatchObject({ status: 400 });
    expect(standIn.samples()).toEqual([]);
  });

  it.each(['POST', 'DELETE'])('does not know %s', async (method) => {
    expect(await put('/metrics/job/a', 'x 1\n', {}, method)).toMatchObject({ status: 405 });
  });
});
