import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importCircles } from '../bench/support/import-circles.ts';
import { STAND_IN_ENVIRONMENT } from '../stand-ins/keys.ts';

interface Import {
  readonly file: string;
  /** A path from the root for our own files, else the package's name. */
  readonly target: string;
}

const ROOT = new URL('../', import.meta.url).pathname;
const FOLDERS = ['lib', 'functions', 'web', 'bin', 'infra', 'stand-ins'];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name)),
);
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const IMPORT = /(?:^|\n)(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/g;

const imports: Import[] = files.flatMap((file) =>
  [...textOf(file).matchAll(IMPORT)].map((match) => {
    const name = match[1] ?? match[2] ?? '';
    return { file, target: name.startsWith('.') ? normalize(join(dirname(file), name)) : name };
  }),
);

const within =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path.startsWith(`${folder}/`));
const breaches = (of: (file: string) => boolean, allowed: (target: string, file: string) => boolean) =>
  imports
    .filter(({ file, target }) => of(file) && !allowed(target, file))
    .map(({ file, target }) => `${file} -> ${target}`);

describe('imports', () => {
  it('were found', () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(imports.filter(({ target }) => target.startsWith('lib/') && !files.includes(target))).toEqual([]);
  });

  it('of the monitor are itself, luxon, croner for its cron expressions, and time alone, so that it stays pure', () => {
    const isMonitor = within('lib/monitor');
    const allowed = (target: string, file: string) =>
      isMonitor(target) ||
      ['luxon', 'lib/base/time.ts'].includes(target) ||
      (target === 'croner' && file === 'lib/monitor/cron.ts');
    expect(breaches(isMonitor, allowed)).toEqual([]);
  });

  it.each(['live', 'metrics', 'alerts', 'state'])('of the adapter %s are no other adapter', (adapter) => {
    const allowed = (target: string) =>
      !target.startsWith('lib/') ||
      within(`lib/${adapter}`, 'lib/monitor', 'lib/aliyun', 'lib/aws', 'lib/http', 'lib/base')(target);
    expect(breaches(within(`lib/${adapter}`), allowed)).toEqual([]);
  });

  it.each(['metrics', 'alerts', 'state'])('of a folder in lib/%s are of no folder beside it', (adapter) => {
    const folderOf = (path: string) => new RegExp(`^lib/${adapter}/([^/]+)/`).exec(path)?.[1];
    // what all of the adapter use, and a message that is sent as a webhook's body
    const isShared = (target: string, file: string) =>
      within('lib/alerts/text', 'lib/state/file')(target) ||
      (file === 'lib/alerts/sns/message.ts' && target === 'lib/alerts/webhook/message.ts');
    const allowed = (target: string, file: string) =>
      folderOf(target) === undefined || folderOf(target) === folderOf(file) || isShared(target, file);
    expect(breaches((file) => folderOf(file) !== undefined, allowed)).toEqual([]);
  });

  it.each([
    ['base', []],
    ['http', ['base']],
    ['aliyun', ['http', 'base']],
    ['aws', ['http', 'base']],
  ])('of lib/%s go down alone', (folder, below) => {
    const allowed = (target: string) =>
      !target.startsWith('lib/') || within(`lib/${folder}`, ...below.map((one) => `lib/${one}`))(target);
    expect(breaches(within(`lib/${folder}`), allowed)).toEqual([]);
  });

  it('of the story are known to what assembles its parts alone', () => {
    const isStory = within('lib/sweep');
    expect(
      breaches(
        (file) => within('lib')(file) && !isStory(file) && !within('lib/assemble')(file),
        (target) => !isStory(target),
      ),
    ).toEqual([]);
  });

  it('of the configuration know the core, and no adapter', () => {
    expect(
      breaches(
        within('lib/config'),
        (target) =>
          !target.startsWith('lib/') ||
          within('lib/config', 'lib/monitor')(target) ||
          ['lib/base/errors.ts', 'lib/base/lookup.ts', 'lib/base/records.ts'].includes(target),
      ),
    ).toEqual([]);
  });

  it('of what runs in a function are nothing of infra, stand-ins, tests, bench or the command line', () => {
    const outer = within('infra', 'stand-ins', 'tests', 'bench', 'bin');
    expect(breaches(within('lib', 'functions'), (target) => !outer(target))).toEqual([]);
    expect(breaches(within('lib'), (target) => !within('functions')(target))).toEqual([]);
  });

  it('of the status page know what it shows, and neither its look nor the story', () => {
    const allowed = (target: string) =>
      !/^(?:lib|web|functions)\//.test(target) ||
      within('lib/status', 'lib/monitor', 'lib/answers', 'lib/alerts/text', 'lib/base', 'lib/state')(target);
    expect(breaches(within('lib/status'), allowed)).toEqual([]);
  });

  it('of the answers know the core, its words and time alone, so that they stay pure', () => {
    const allowed = (target: string) =>
      within('lib/answers', 'lib/monitor', 'lib/alerts/text', 'lib/base')(target) ||
      ['luxon', 'preact', 'preact-render-to-string'].includes(target);
    expect(breaches(within('lib/answers'), allowed)).toEqual([]);
  });

  it('of the look of the status page are itself, preact, and the form of what it shows', () => {
    const forms = [
      ...['document', 'past-documents', 'explain-document'].map((name) => `lib/status/${name}.ts`),
      'lib/alerts/text/compose.ts',
      // names that messages and the page have in common
      'lib/alerts/text/zh/message-kinds.ts',
    ];
    const allowed = (target: string) => /^preact/.test(target) || within('web')(target) || forms.includes(target);
    expect(breaches(within('web'), allowed)).toEqual([]);
    expect(
      breaches(
        (file) => !within('web', 'functions/status')(file),
        (target) => !within('web')(target),
      ),
    ).toEqual([]);
  });

  it('of the deployment package stay in infra/fc', () => {
    expect(
      breaches(
        () => true,
        (target, file) => target !== '@alicloud/fc2' || within('infra/fc')(file),
      ),
    ).toEqual([]);
  });

  it('make no circle', () => {
    const known = files.map((path) => ({
      path,
      imports: imports.filter(({ file }) => file === path).map(({ target }) => target),
    }));
    const circles = importCircles(known).map((circle) => circle.join(' -> '));
    expect(circles).toEqual([]);
  });
});

describe('keys of the stand-ins', () => {
  it('stand in stand-ins/ alone: what runs against a cloud takes those of its environment, wherever it calls', () => {
    const ofClouds = files.filter(within('lib', 'functions', 'infra'));
    const values = Object.values(STAND_IN_ENVIRONMENT);
    expect(ofClouds.filter((file) => values.some((value) => textOf(file).includes(value)))).toEqual([]);
  });
});

describe('tests', () => {
  // what goes through the whole, and what tests share
  const WHOLE = /^(?:canary|components|docs|fixtures|scenarios|support)(?:\/|$)/;
  it('mirror the tree: a folder of tests has the name of the folder that they test', () => {
    const tests = readdirSync(join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' });
    const folders = [...new Set(tests.filter((name) => name.endsWith('.ts')).map((name) => dirname(name)))];
    const isMirror = (folder: string) => [join('lib', folder), folder].some((one) => existsSync(join(ROOT, one)));
    expect(folders.filter((folder) => !WHOLE.test(folder) && !isMirror(folder))).toEqual([]);
  });
});

describe('a terminal', () => {
  // lib/base/visible.ts says why: whatever else is written may hold what a terminal obeys
  it('is written to by bin/terminal alone, which makes text from outside visible', () => {
    const WRITES = /\bprocess\.std(?:out|err)\.write\b|\bconsole\.\w+\(/;
    const COLOURS = ['picocolors', 'cli-progress', 'log-update', 'cli-truncate', 'wrap-ansi'];
    const alone = within('bin/terminal');
    const others = files.filter((file) => within('bin', 'infra', 'lib')(file) && !alone(file));
    // the first prints sizes that it counted, the second is a process of its own whose output is read
    const exceptions = ['infra/build/build.ts', 'stand-ins/fc/instance-program.ts'];
    expect(others.filter((file) => WRITES.test(textOf(file)) && !exceptions.includes(file))).toEqual([]);
    expect(
      breaches(
        () => true,
        (target, file) => !COLOURS.includes(target) || alone(file),
      ),
    ).toEqual([]);
  });
});

describe('real time and chance', () => {
  const REAL =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\b|\bDateTime\.(?:now|utc\(\)|local\(\))|\bperformance\.now\b|\bAbortSignal\.timeout\b/g;
  it('are used by lib/base/time.ts and the entries alone', () => {
    const uses = files
      .filter((file) => within('lib', 'infra')(file) && file !== 'lib/base/time.ts')
      .flatMap((file) =>
        [
          ...textOf(file)
            .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
            .matchAll(REAL),
        ].map(([use]) => `${file}: ${use}`),
      );
    expect(uses).toEqual([]);
  });
});
