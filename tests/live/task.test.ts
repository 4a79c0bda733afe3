import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRelayTask } from '../../lib/live/task.ts';
import { type RelayTask, TASK_STATUSES } from '../../lib/monitor/relay-task.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';
import listPage from '../fixtures/live/list-page.json' with { type: 'json' };
import oneTask from '../fixtures/live/one-task.json' with { type: 'json' };

type Entry = Record<string, unknown> & { TaskInfo: Record<string, unknown> };

/** The first documented entry, changed: `TaskInfo.X` is a field of its TaskInfo, undefined takes one out. */
function anEntry(changes: Readonly<Record<string, unknown>> = {}): Entry {
  const entry = structuredClone(listPage.TaskList[0]) as unknown as Entry;
  for (const [path, value] of Object.entries(changes)) {
    const [holder, field] = path.startsWith('TaskInfo.') ? [entry.TaskInfo, path.slice(9)] : [entry, path];
    if (value === undefined) delete holder[field];
    else holder[field] = value;
  }
  return entry;
}

const parse = (entry: unknown) => parseRelayTask(entry, 'cn-shanghai');
const noProblems = (task: RelayTask) => expect(task.problems).toEqual([]);

describe('a task as documented', () => {
  const [live, vod, url, exited, idle] = listPage.TaskList.map(parse);

  it('of a live source keeps what an operator needs, and of URLs the host', () => {
    expect(live).toEqual(
      aTask({
        taskId: '11111111-2222-3333-4444-000000000001',
        name: 'evening news',
        startMs: Date.parse('2026-03-01T00:00:00Z'),
        endMs: Date.parse('2026-03-05T00:00:00Z'),
        sources: [{ origin: 'rtmp://source-1.example.com' }],
        destination: { origin: 'rtmp://push-1.example.com:1936' },
        destinationKey: expect.stringMatching(/^[0-9a-f]{16}$/),
        hasCallback: true,
        repeatNumber: 0,
      }),
    );
  });

  it('of vod keeps its media ids and its place, and names no source', () => {
    expect(vod).toMatchObject({
      status: 'recovering',
      sourceType: 'vod',
      sourceProtocol: null,
      sources: [],
      mediaIds: ['0123456789abcdef71ee80b0c45e6732', 'fedcba9876543210fedcba9876543210'],
      repeatNumber: -1,
      startFileIndex: 0,
      startOffsetSeconds: 10,
      currentFileIndex: 1,
      currentOffsetSeconds: 30,
      hasCallback: false,
      problems: [],
    });
  });

  it('of files names each host, and why it stopped', () => {
    expect(url).toMatchObject({
      status: 'stopped',
      statusCode: 3,
      invalidReason: 'PullStreamFailed',
      sources: [{ origin: 'https://films.example.com' }, { origin: 'https://films-2.example.com' }],
      sourceProtocol: 'flv',
      problems: [],
    });
  });

  it('that exited says when and why', () => {
    expect(exited).toMatchObject({ status: 'exited', statusCode: -1, exitReason: 'OverEndTime', problems: [] });
    expect(exited?.exitMs).toBe(Date.parse('2026-03-05T00:00:00Z'));
  });

  it('that has not started may lack all the rest', () => {
    expect(idle).toMatchObject({ status: 'idle', name: '', sources: [], destination: null, problems: [] });
  });

  it('is the same when described by itself', () => {
    const task = parse(oneTask);
    expect(task).toMatchObject({ status: 'stopped', invalidReason: 'PushStreamFailed', problems: [] });
    expect(task.sources).toEqual([{ origin: 'srt://[2001:db8::1]:9000' }]);
  });

  it.each(['CallbackURL', 'CallbackUrl'])('has a callback under either spelling (%s)', (field) => {
    const task = parse(anEntry({ 'TaskInfo.CallbackURL': undefined, [`TaskInfo.${field}`]: 'hooks.example.com' }));
    expect(task.hasCallback).toBe(true);
    noProblems(task);
  });

  it.each(['RTMP', 'rtmp', 'Rtmp'])('spells its protocol in small letters (%s)', (SourceProtocol) => {
    expect(parse(anEntry({ 'TaskInfo.SourceProtocol': SourceProtocol })).sourceProtocol).toBe('rtmp');
  });
});

describe('a task that is not as documented', () => {
  type Row = [string, Record<string, unknown>, Partial<RelayTask>, RelayTask['problems']];

  it.each<Row>([
    [
      'no id',
      { TaskId: undefined },
      { taskId: '11111111-2222-3333-4444-000000000001' },
      [{ field: 'TaskId', kind: 'absent' }],
    ],
    [
      'an empty id',
      { TaskId: '' },
      { taskId: '11111111-2222-3333-4444-000000000001' },
      [{ field: 'TaskId', kind: 'absent' }],
    ],
    ['no id at all', { TaskId: null, 'TaskInfo.TaskId': null }, { taskId: '' }, [{ field: 'TaskId', kind: 'absent' }]],
    ['a number for an id', { TaskId: 42 }, { taskId: '42' }, [{ field: 'TaskId', kind: 'mistyped', raw: '42' }]],
    [
      'no status',
      { TaskStatus: undefined },
      { status: 'unknown', statusCode: null },
      [{ field: 'TaskStatus', kind: 'absent' }],
    ],
    [
      'null for a status',
      { TaskStatus: null },
      { status: 'unknown', statusCode: null },
      [{ field: 'TaskStatus', kind: 'absent' }],
    ],
    [
      'a status as text',
      { TaskStatus: '3' },
      { status: 'stopped', statusCode: 3 },
      [{ field: 'TaskStatus', kind: 'mistyped', raw: '3' }],
    ],
    [
      'a word for a status',
      { TaskStatus: 'Paused' },
      { status: 'unknown', statusCode: 'Paused' },
      [{ field: 'TaskStatus', kind: 'mistyped', raw: 'Paused' }],
    ],
    [
      'half a status',
      { TaskStatus: 1.5 },
      { status: 'unknown', statusCode: '1.5' },
      [{ field: 'TaskStatus', kind: 'mistyped', raw: '1.5' }],
    ],
    [
      'true for a status',
      { TaskStatus: true },
      { status: 'unknown', statusCode: 'true' },
      [{ field: 'TaskStatus', kind: 'mistyped', raw: 'true' }],
    ],
    [
      'a list for a status',
      { TaskStatus: [1] },
      { status: 'unknown', statusCode: '(array)' },
      [{ field: 'TaskStatus', kind: 'mistyped', raw: '(array)' }],
    ],
    [
      'a new status',
      { TaskStatus: 7 },
      { status: 'unknown', statusCode: 7 },
      [{ field: 'TaskStatus', kind: 'new-value', raw: '7' }],
    ],
    [
      'a new reason',
      { TaskInvalidReason: 'QuotaExceeded' },
      { invalidReason: 'QuotaExceeded' },
      [{ field: 'TaskInvalidReason', kind: 'new-value', raw: 'QuotaExceeded' }],
    ],
    ['an empty reason', { TaskInvalidReason: '' }, { invalidReason: null }, []],
    [
      'a number for a reason',
      { TaskInvalidReason: 5 },
      { invalidReason: '5' },
      [
        { field: 'TaskInvalidReason', kind: 'mistyped', raw: '5' },
        { field: 'TaskInvalidReason', kind: 'new-value', raw: '5' },
      ],
    ],
    [
      'a new exit reason',
      { TaskExitReason: 'Moved' },
      { exitReason: 'Moved' },
      [{ field: 'TaskExitReason', kind: 'new-value', raw: 'Moved' }],
    ],
    [
      'an exit time as text',
      { TaskExitTime: '1772668800' },
      { exitMs: Date.parse('2026-03-05T00:00:00Z') },
      [{ field: 'TaskExitTime', kind: 'mistyped', raw: '1772668800' }],
    ],
    [
      'an exit time past the calendar',
      { TaskExitTime: 1e15 },
      { exitMs: null },
      [{ field: 'TaskExitTime', kind: 'mistyped', raw: '1000000000000000' }],
    ],
    [
      'no info',
      { TaskInfo: undefined },
      { name: '', startMs: null, destination: null },
      [{ field: 'TaskInfo', kind: 'absent' }],
    ],
    [
      'null for info',
      { TaskInfo: null },
      { name: '', startMs: null, destination: null },
      [{ field: 'TaskInfo', kind: 'absent' }],
    ],
    ['a text for info', { TaskInfo: 'spoiled' }, { name: '' }, [{ field: 'TaskInfo', kind: 'mistyped' }]],
    ['no name', { 'TaskInfo.TaskName': undefined }, { name: '' }, []],
    [
      'an object for a name',
      { 'TaskInfo.TaskName': { a: 1 } },
      { name: '' },
      [{ field: 'TaskName', kind: 'mistyped', raw: '(object)' }],
    ],
    [
      'a local start',
      { 'TaskInfo.StartTime': '2026-03-01T08:00:00+08:00' },
      { startMs: null },
      [{ field: 'StartTime', kind: 'mistyped', raw: '2026-03-01T08:00:00+08:00' }],
    ],
    [
      'a number for an end',
      { 'TaskInfo.EndTime': 1772668800 },
      { endMs: null },
      [{ field: 'EndTime', kind: 'mistyped', raw: '1772668800' }],
    ],
    ['an empty end', { 'TaskInfo.EndTime': '' }, { endMs: null }, []],
    [
      'a new source type',
      { 'TaskInfo.SourceType': 'camera' },
      { sourceType: 'camera', sources: [{ origin: 'rtmp://source-1.example.com' }] },
      [{ field: 'SourceType', kind: 'new-value', raw: 'camera' }],
    ],
    ['no sources', { 'TaskInfo.SourceUrls': undefined }, { sources: [] }, []],
    [
      'one source as text',
      { 'TaskInfo.SourceUrls': 'rtmp://a.example.com/x' },
      { sources: [{ origin: 'rtmp://a.example.com' }] },
      [{ field: 'SourceUrls', kind: 'mistyped' }],
    ],
    [
      'a source that is none',
      { 'TaskInfo.SourceUrls': [1, 'x', null] },
      { sources: [{ origin: null }] },
      [{ field: 'SourceUrls', kind: 'mistyped' }],
    ],
    [
      'a list for a destination',
      { 'TaskInfo.DstUrl': ['rtmp://x/y'] },
      { destination: null },
      [{ field: 'DstUrl', kind: 'mistyped' }],
    ],
    [
      'a destination without a scheme',
      { 'TaskInfo.DstUrl': 'push.example.com/app' },
      { destination: { origin: null } },
      [],
    ],
    ['an empty destination', { 'TaskInfo.DstUrl': '' }, { destination: null }, []],
    [
      'a retry count as text',
      { 'TaskInfo.RetryCount': '3' },
      { retryCount: 3 },
      [{ field: 'RetryCount', kind: 'mistyped', raw: '3' }],
    ],
    [
      'a word for a retry count',
      { 'TaskInfo.RetryCount': 'spoiled' },
      { retryCount: null },
      [{ field: 'RetryCount', kind: 'mistyped', raw: 'spoiled' }],
    ],
    ['an empty callback', { 'TaskInfo.CallbackURL': '' }, { hasCallback: false }, []],
    ['a new field', { Priority: 'secret' }, {}, [{ field: 'Priority', kind: 'new-field' }]],
    [
      'a new field of the info',
      { 'TaskInfo.StreamKey': 'secret' },
      {},
      [{ field: 'TaskInfo.StreamKey', kind: 'new-field' }],
    ],
  ])('is read as far as it can be, and says what was odd: %s', (_name, changes, expected, problems) => {
    const task = parse(anEntry(changes));
    expect(task).toMatchObject(expected);
    expect(task.problems).toEqual(problems);
  });

  it.each([null, undefined, 7, 'text', true, [], [listPage.TaskList[0]]])(
    'is a task of unknown status when it is %j',
    (entry) => {
      const task = parse(entry);
      expect(task).toMatchObject({ region: 'cn-shanghai', taskId: '', status: 'unknown', statusCode: null });
      expect(task.problems[0]).toEqual({ field: 'TaskList[]', kind: 'mistyped' });
    },
  );

  it('has a reason of a sensible length, whatever Live sends: it becomes a metric dimension', () => {
    const task = parse(anEntry({ TaskInvalidReason: 'x'.repeat(1_000_000), [`f${'y'.repeat(1_000_000)}`]: 1 }));
    expect(JSON.stringify(task).length).toBeLessThan(2_000);
  });
});

describe('whatever comes in place of a task', () => {
  const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true });

  it('never throws, and is never a status that nobody knows', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anything), (entry) => {
        expect(TASK_STATUSES).toContain(parse(entry).status);
      }),
    );
  });

  const fields = [
    ...['TaskId', 'TaskStatus', 'TaskInvalidReason', 'TaskExitReason', 'TaskExitTime', 'CurrentFileIndex', 'TaskInfo'],
    ...Object.keys(listPage.TaskList[0]?.TaskInfo ?? {}).map((field) => `TaskInfo.${field}`),
    ...['__proto__', 'constructor', 'TaskInfo.toString', 'TaskInfo.FileIndex', 'TaskInfo.Offset'],
  ];
  it.each(fields)('never throws for any value of %s, and keeps the id', (field) => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anything, fc.string()), (value) => {
        const task = parse(JSON.parse(JSON.stringify(anEntry()), (key, old) => (key === field ? value : old)));
        expect(TASK_STATUSES).toContain(task.status);
        const changed = parse(anEntry({ [field]: value ?? null }));
        expect(TASK_STATUSES).toContain(changed.status);
        if (field !== 'TaskId') expect(changed.taskId).toBe('11111111-2222-3333-4444-000000000001');
      }),
    );
  });
});

describe('no secret gets past the parser', () => {
  const CANARY = 'CaNaRy';
  const MEDIA_ID_LIKE = 'deadbeefdeadbeefdeadbeefdeadbeef';
  const forms = [
    `rtmp://user:${CANARY}@push.example.com/app`,
    `rtmp://${CANARY}@push.example.com/app`,
    `rtmp://us'er:${CANARY}@push.example.com/app`,
    `rtmp://push.example.com/app/${CANARY}`,
    `rtmp://push.example.com:1935/${CANARY}?x`,
    `rtmp://push.example.com/app?auth_key=${CANARY}`,
    `rtmp://push.example.com?${CANARY}`,
    `srt://push.example.com:9000?streamid=#!::r=${CANARY}`,
    `rtmp://push.example.com/app#${CANARY}`,
    `rtmp:///app/${CANARY}`,
    `rtmp:${CANARY}`,
    `//push.example.com/${CANARY}`,
    `push.example.com/app/${CANARY}`,
    `push.example.com/app?token=${CANARY}`,
    `/${CANARY}`,
    CANARY,
    ` rtmp://push.example.com/${CANARY} `,
    `rtmp://push.example.com\\${CANARY}`,
    `rtmp://push example.com/${CANARY}`,
    `x-odd+scheme.1://push.example.com/${CANARY}`,
    `rtmp%3A%2F%2Fpush.example.com%2F${CANARY}`,
    `rtmp://[2001:db8::1]:1935/${CANARY}`,
    `rtmp://push.example.com:${CANARY}/app`,
    `data:text/plain,${CANARY}`,
  ];
  const places = ['DstUrl', 'CallbackURL', 'CallbackUrl', 'SourceUrls'];
  const sourceTypes = ['live', 'url', 'vod', 'camera', undefined];

  it.each(forms)('from a URL such as %s, in any place, for any kind of source', (url) => {
    for (const place of places) {
      for (const SourceType of sourceTypes) {
        for (const value of [url, [url], [url, url], { url }, [{ url }], [[url]]]) {
          const task = parse(anEntry({ [`TaskInfo.${place}`]: value, 'TaskInfo.SourceType': SourceType }));
          expect(JSON.stringify(task)).not.toContain(CANARY);
        }
      }
    }
  });

  it('from a source that looks like a media id, unless the source is vod, where it is one', () => {
    const sources = (SourceType: string) =>
      JSON.stringify(parse(anEntry({ 'TaskInfo.SourceUrls': [MEDIA_ID_LIKE], 'TaskInfo.SourceType': SourceType })));
    expect(sources('live')).not.toContain(MEDIA_ID_LIKE);
    expect(sources('camera')).not.toContain(MEDIA_ID_LIKE);
    expect(sources('vod')).toContain(MEDIA_ID_LIKE);
  });

  const secretFields = ['TaskInfo.AuthKey', 'TaskInfo.ReqAuth', 'TaskInfo.NotifyItemSwitch', 'TaskInfo.New', 'New'];
  it.each(secretFields)('from %s, whatever it is', (field) => {
    const holding = fc.oneof(
      fc.constantFrom<unknown>(...forms, [CANARY], { a: CANARY }, { [CANARY]: 1 }, [[{ a: [CANARY] }]]),
      fc.jsonValue().map((value) => ({ value, secret: CANARY })),
    );
    fc.assert(
      fc.property(holding, (value) => {
        expect(JSON.stringify(parse(anEntry({ [field]: value })))).not.toContain(CANARY);
      }),
    );
  });

  const urls = forms.filter((form) => /^\s*[a-z+.0-9-]+:\/\//i.test(form) || form.includes('%3A'));
  const texts = ['TaskId', 'TaskInvalidReason', 'TaskExitReason', 'TaskExitTime', 'TaskStatus', 'CurrentOffset'].concat(
    ['TaskName', 'StartTime', 'EndTime', 'SourceType', 'SourceProtocol', 'RetryCount'].map((f) => `TaskInfo.${f}`),
  );
  it.each(texts)('from a URL that strayed into %s', (field) => {
    for (const url of urls.filter((one) => !/push example|\\/.test(one))) {
      expect(JSON.stringify(parse(anEntry({ [field]: url })))).not.toContain(CANARY);
      expect(JSON.stringify(parse(anEntry({ [field]: [url] })))).not.toContain(CANARY);
    }
  });

  it('from the name of a field', () => {
    const task = parse(anEntry({ [`https://user:${CANARY}@example.com`]: 1, [`TaskInfo.auth_key=${CANARY}`]: 1 }));
    expect(JSON.stringify(task)).not.toContain(CANARY);
  });
});
