import fc from 'fast-check';
import { answerHttp } from '../../../functions/http-request.ts';
import { sent } from '../../../functions/status/replies.ts';
import { answer } from '../../../functions/status/site.ts';
import { formProof, signed } from '../../../lib/status/access.ts';
import { siteOf, writingOn } from '../../../tests/support/status-site.ts';
import { calls, pairs } from '../events.ts';
import { mustBeSendable } from '../headers.ts';
import { hostileTexts, MARKUP, SECRET } from '../hostile.ts';
import { mutatedText } from '../mutated.ts';
import { type FuzzTarget, must } from '../target.ts';
import { inOutage, PAGES } from './outage.ts';

const TOKEN = `token-of-the-page-${SECRET}`;
const STATUS_CODES = [200, 300, 303, 400, 401, 403, 404, 405, 413, 415, 503];
const ASKED = ['lang', 'key', 'again', 'period', 'region', 'host', 'verdict', 'name', 'page', 'relay', 'cause', 'at'];
const FORM = ['proof', 'who', 'comment', 'do', 'for', 'until'];

/** The page, its API and its forms, asked by whoever has the address, and by somebody who was let in. */
export async function open(): Promise<FuzzTarget<readonly [unknown, unknown]>> {
  const world = await inOutage();
  const now = world.clock.nowUtc();
  const access = { token: TOKEN, sessionHours: 12 };
  const session = signed('session', now.plus({ hours: 1 }), access);
  const link = signed('link', now.plus({ hours: 1 }), access);
  const causes = (await world.remembered())?.causes.map(({ key }) => key) ?? [];
  const letIn: readonly (readonly [string, string])[] = [
    ['authorization', `Bearer ${TOKEN}`],
    ['cookie', `__Host-relaywatch=${session}`],
  ];
  const paths = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(...PAGES, ...causes.map((key) => `/cause/${key}`), '/explain', '/api/v1/explain'),
    },
    { weight: 1, arbitrary: mutatedText(fc.constantFrom(...PAGES, '/cause/x', '/assets/x.js')) },
    { weight: 1, arbitrary: hostileTexts.map((text) => `/cause/${text}`) },
  );
  const words = fc.constantFrom(
    '7d',
    '30d',
    'stopped',
    '2',
    'studio-*',
    'zh',
    '2026-03-01T08:05',
    link,
    `${link}x`,
    ...causes,
  );
  const names = ['cookie', 'authorization', 'accept-language', 'accept-encoding', 'sec-fetch-site', 'host', 'origin'];
  const forged = pairs(
    [...names, 'content-type', 'sec-fetch-mode'],
    fc.constantFrom('zh', 'gzip', 'same-origin', session),
    3,
  );
  const acts = fc.constantFrom('ack', 'ack-undo', 'silence', 'silence-end:s-1', '1h', 'Ana', '2026-03-01T10:00');
  const inForm = pairs(FORM, acts, 6).map((all) =>
    new URLSearchParams(all.map(([name, value]) => [name, value])).toString(),
  );
  const reading = fc.record({
    method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'DELETE'),
    path: paths,
    query: pairs(ASKED, words, 3),
    headers: fc.tuple(forged, fc.constantFrom([], ...letIn.map((one) => [one]))).map((both) => both.flat()),
    body: fc.constant(''),
  });
  const writing = fc.record({
    method: fc.constant('POST'),
    path: fc.oneof(fc.constantFrom(...causes.map((key) => `/cause/${key}`)), paths),
    query: fc.constant([]),
    headers: forged.map(
      (more) =>
        [
          ['content-type', 'application/x-www-form-urlencoded'],
          ['sec-fetch-site', 'same-origin'],
          ...letIn,
          ...more,
        ] as const,
    ),
    body: inForm.map((form) => `${form}&proof=${formProof(session, access)}`),
  });
  const site = siteOf(world, { access, writing: writingOn(world) });
  return {
    inputs: calls(fc.oneof({ weight: 5, arbitrary: reading }, { weight: 1, arbitrary: writing })),
    run: async ([event, second]) => {
      const handle = answerHttp([event, second, undefined], async (request) =>
        sent(await answer(request, site), request),
      );
      const reply = await world.clock.run(handle);
      mustBeSendable(reply, STATUS_CODES);
      must(!reply.body.includes(SECRET), `the token is shown: ${reply.body}`);
      const isHtml = reply.headers['content-type']?.startsWith('text/html') ?? false;
      must(!isHtml || !reply.body.includes(MARKUP), `markup is shown as it is: ${reply.body}`);
    },
  };
}
