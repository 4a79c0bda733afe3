import { describe, expect, it } from 'vitest';
import { xmlDocument } from '../../../stand-ins/live/xml.ts';
import { aStandIn, aStandInOnFakeClock, call, callByHeaders, list } from './live-call.ts';
import { asTexts, readXml } from './read-xml.ts';

const HOUR = 3_600_000;
const REGION = 'cn-shanghai';

/** What a call for XML and one for JSON say, but for the id of the request. */
async function bothWays(action: string, query: Record<string, string | number>) {
  const [inXml, inJson] = await Promise.all(
    ['xml', 'json'].map(async (Format) => {
      // each has a stand-in of its own, in the same state, so that both can change it
      const { standIn } = await aStandInOnFakeClock({ tasks: 300, regions: [REGION], faults: { newEnum: 0.05 } });
      return call(standIn, action, { ...query, Format });
    }),
  );
  const { RequestId, ...json } = inJson?.body ?? {};
  const { root, content } = readXml(inXml?.text ?? '');
  const { RequestId: idInXml, ...xml } = content as Record<string, unknown>;
  expect(idInXml).toBe(inXml?.headers.get('x-acs-request-id'));
  expect(RequestId).toBe(inJson?.headers.get('x-acs-request-id'));
  expect(inXml?.headers.get('content-type')).toBe('text/xml;charset=utf-8');
  expect(inXml?.status).toBe(inJson?.status);
  return { root, xml, json };
}

/** A running task of a stand-in like those of `bothWays`. */
async function aTaskId(): Promise<string> {
  const { standIn } = await aStandInOnFakeClock({ tasks: 300, regions: [REGION], faults: { newEnum: 0.05 } });
  const running = [...standIn.fleet.tasks()].find(({ state }) => state.kind === 'running');
  return running?.taskId ?? '';
}

const NEW_TASK = {
  Region: REGION,
  TaskName: `<a> & "b" 'c' 直播`,
  StartTime: new Date(Date.parse('2026-03-01T07:00:00Z')).toISOString().replace('.000', ''),
  EndTime: new Date(Date.parse('2026-03-01T07:00:00Z') + 5 * HOUR).toISOString().replace('.000', ''),
  SourceType: 'live',
  SourceProtocol: 'rtmp',
  SourceUrls: '["rtmp://source-1.example.com/live/s?a=1&b=<2>"]',
  DstUrl: 'rtmp://push-1.example.com/ingest/s?a=1&b=2',
};

describe('an answer in XML says what the one in JSON says', () => {
  it.each([
    ['a page', { PageSize: 100 }],
    ['a page of one task', { PageSize: 1 }],
    ['a page past the end', { PageNumber: 1000 }],
  ])('for %s of DescribeLivePullToPushList', async (_name, query) => {
    const { root, xml, json } = await bothWays('DescribeLivePullToPushList', { Region: REGION, ...query });
    expect(root).toBe('DescribeLivePullToPushListResponse');
    expect(xml).toEqual(asTexts(json));
  });

  it.each([
    'DescribeLivePullToPush',
    'UpdateLivePullToPush',
    'StopLivePullToPush',
    'RestartLivePullToPush',
    'DeleteLivePullToPush',
  ])('for %s', async (action) => {
    const { root, xml, json } = await bothWays(action, { Region: REGION, TaskId: await aTaskId() });
    expect(root).toBe(`${action}Response`);
    expect(xml).toEqual(asTexts(json));
  });

  it('for CreateLivePullToPush', async () => {
    const { root, xml, json } = await bothWays('CreateLivePullToPush', NEW_TASK);
    expect(root).toBe('CreateLivePullToPushResponse');
    expect(xml).toEqual(asTexts(json));
  });

  it.each([
    ['an action that is refused', 'StopLivePullToPush', { Region: REGION, TaskId: 'none' }],
    ['an action that does not exist', 'DescribeNothing', {}],
    ['a parameter that is missing', 'DescribeLivePullToPushList', {}],
  ])('for %s', async (_name, action, query) => {
    const { root, xml, json } = await bothWays(action, query);
    const withoutId = (told: Record<string, unknown>) => ({ ...told, Recommend: String(told.Recommend).split('&')[0] });
    expect(root).toBe('Error');
    expect(withoutId(xml)).toEqual(asTexts(withoutId(json)));
  });
});

describe('XML', () => {
  it('comes back from a task as it went in, with whatever a text may hold', async () => {
    const { standIn } = await aStandInOnFakeClock({ tasks: 0, regions: [REGION] });
    const { body } = await call(standIn, 'CreateLivePullToPush', NEW_TASK);
    const shown = await call(standIn, 'DescribeLivePullToPush', { Region: REGION, TaskId: body.TaskId, Format: 'XML' });
    expect(readXml(shown.text).content).toMatchObject({
      TaskInfo: { TaskName: NEW_TASK.TaskName, SourceUrls: JSON.parse(NEW_TASK.SourceUrls), DstUrl: NEW_TASK.DstUrl },
    });
  });

  it('leaves out what has no place in it', () => {
    expect(xmlDocument('A', { B: 'x\u0000\u0008\u001f\ty', C: null, D: undefined }, 'wrapped')).toMatch(
      /<A><B>x\ty<\/B><\/A>$/,
    );
  });

  it('is what a call with the header signature gets that accepts nothing else', async () => {
    const { standIn } = await aStandInOnFakeClock({ tasks: 5 });
    const typeOf = async (accept: string) =>
      (await callByHeaders(standIn, { headers: { accept } })).headers.get('content-type');
    expect(await typeOf('application/xml')).toBe('text/xml;charset=utf-8');
    expect(await typeOf('text/xml')).toBe('text/xml;charset=utf-8');
    expect(await typeOf('application/json')).toBe('application/json;charset=utf-8');
    expect(await typeOf('*/*')).toBe('application/json;charset=utf-8');
  });

  it.each([
    ['http500', 500, 'InternalError'],
    ['http503', 503, 'ServiceUnavailable'],
  ] as const)('is the form of a failure too (%s)', async (kind, status, code) => {
    const standIn = await aStandIn({ faults: { [kind]: 1 } });
    const answer = await list(standIn, { Format: 'XML' });
    expect(answer.status).toBe(status);
    expect(readXml(answer.text)).toMatchObject({ root: 'Error', content: { Code: code } });
  });

  it('is the form of a refusal whose body was never read', async () => {
    const standIn = await aStandIn();
    const query = 'Action=DescribeLivePullToPushList&Version=2016-11-01&Format=XML';
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.alloc(1024 * 1024 + 1));
        controller.close();
      },
    });
    // Node's, which the types of a browser do not know
    const request = { method: 'POST', body, duplex: 'half' };
    const answer = await fetch(`${standIn.url}/?${query}`, request);
    expect(answer.status).toBe(413);
    expect(readXml(await answer.text())).toMatchObject({ content: { Code: 'RequestEntityTooLarge' } });
  });
});
