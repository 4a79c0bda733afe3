import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { handler } from '../../../functions/index.ts';
import type { PlatformContext } from '../../../functions/invocation.ts';
import { type FaultyServer, startFaultyServer } from '../../../stand-ins/faulty-server.ts';
import type { Credential } from '../../../stand-ins/live/authenticate.ts';
import { type LiveStandIn, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import type { HastyClock } from '../../../stand-ins/simulation/hasty-clock.ts';
import { startWebhookStandIn } from '../../../stand-ins/webhook/server.ts';
import { ROLE_KEYS } from '../handler-run.ts';

/** How an account can fail. */
export type Fault = 'keys revoked' | 'throttled' | 'region down';

export interface FleetAccount {
  readonly name: string;
  readonly label: string;
  readonly key: Credential;
  live: LiveStandIn | FaultyServer;
  port: number;
  /** Ids of its relays. */
  readonly relays: string[];
}

export interface ToldMessage {
  readonly to: string;
  readonly kind: string;
  readonly title: string;
  readonly account: string | undefined;
  /** Minutes after the start. */
  readonly minute: number;
  readonly body: string;
}

type Hurry = readonly [names: readonly string[], seconds: number];

const THROTTLED = JSON.stringify({
  Code: 'Throttling.User',
  Message: 'Request was denied due to user flow control.',
  RequestId: 'r',
});
const REGION = 'cn-shanghai';
/** Each fleet has its own within it. */
const TEMPORARY = tmpdir();
const RELAYS = 20;

/**
 * Several accounts, each with a Live of its own, the function that watches them, and an engine that takes its asynchronous
 * invocations: everything in one process, over real sockets.
 */
export class AccountFleet {
  readonly accounts: readonly FleetAccount[];
  readonly folder: string;
  readonly logged: Readonly<Record<string, unknown>>[] = [];
  /** Bodies of metrics, by the account that sent them; the operator's under its name. */
  readonly metrics: { readonly from: string; readonly text: string }[] = [];
  readonly #clock: HastyClock;
  readonly #startMs: number;
  readonly #hurried: readonly string[];
  readonly #hurriedSeconds: number;
  #webhook!: Awaited<ReturnType<typeof startWebhookStandIn>>;
  #otlp!: FaultyServer;
  #engine!: FaultyServer;
  /** Invocations that the engine loses. */
  lost: (account: string) => boolean = () => false;
  /** Events of asynchronous invocations, which begin when the dispatcher has come to its end: that is the order in which they hear of faults. */
  readonly #queue: string[] = [];
  readonly #told: { readonly minute: number; readonly count: number }[] = [];

  private constructor(folder: string, names: readonly string[], clock: HastyClock, [hurried, seconds]: Hurry) {
    this.#hurried = hurried;
    this.#hurriedSeconds = seconds;
    this.folder = folder;
    this.#clock = clock;
    this.#startMs = clock.monotonicMs();
    this.accounts = names.map((name, index) => ({
      name,
      label: `Customer ${name} ${index}`,
      key: { accessKeyId: `LTAI.of.${name}`, accessKeySecret: `secret-of-${name}` },
      live: undefined as never,
      port: 0,
      relays: [],
    }));
  }

  /** @param hurry accounts whose sweeps try for so many seconds and no longer: a machine with much to do wants more */
  static async start(names: readonly string[], clock: HastyClock, hurry: Hurry = [names, 1]): Promise<AccountFleet> {
    const folder = await mkdtemp(join(TEMPORARY, 'relaywatch-accounts-'));
    vi.stubEnv('TMPDIR', folder);
    const fleet = new AccountFleet(folder, names, clock, hurry);
    await fleet.#open();
    return fleet;
  }

  async #open(): Promise<void> {
    this.#webhook = await startWebhookStandIn();
    this.#otlp = await startFaultyServer(({ path, body }) => {
      this.metrics.push({ from: path.split('/')[1] ?? '', text: body.toString() });
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
    });
    this.#engine = await startFaultyServer(({ headers, body }) => {
      const event = body.toString();
      const { account } = JSON.parse(event) as { readonly account: string };
      if (headers['x-fc-invocation-type'] !== 'Async') return { status: 400 };
      if (!this.lost(account)) this.#queue.push(event);
      return { status: 202 };
    });
    await Promise.all(
      this.accounts.map(async (one, index) => {
        const live = await this.#liveOf(one, index, 0);
        one.live = live;
        one.port = live.port;
        one.relays.push(...idsIn(live));
      }),
    );
    const path = join(this.folder, 'relaywatch.json');
    await writeFile(path, JSON.stringify(this.#document()));
    vi.stubEnv('RELAYWATCH_CONFIG', path);
    vi.stubEnv('RELAYWATCH_SWEEP_FUNCTION', 'relaywatch.live');
    vi.stubEnv('RELAYWATCH_SWEEP_ENDPOINT', this.#engine.url);
    for (const { name, key } of this.accounts) vi.stubEnv(secretName(name), key.accessKeySecret);
  }

  async #liveOf({ key }: FleetAccount, index: number, port: number): Promise<LiveStandIn> {
    const now = () => this.#clock.nowUtc().toMillis();
    const options = { port, tasks: RELAYS, regions: [REGION], seed: index + 1, credentials: [key], qps: 10 };
    const live = await startLiveStandIn({ ...options, now, monotonicNow: () => this.#clock.monotonicMs() });
    live.fleet.restartStopped();
    return live;
  }

  #document() {
    const channel = (name: string) => ({ type: 'webhook', name, url: `${this.#webhook.url}/${name}` });
    const metrics = (name: string) => [{ type: 'otlp', endpoint: `${this.#otlp.url}/${name}/v1/metrics` }];
    return {
      live: { regions: [REGION], callTimeoutSeconds: 60 },
      alerts: [channel('operator')],
      metrics: metrics('operator'),
      state: { type: 'file', path: join(this.folder, 'state') },
      accounts: this.accounts.map(({ name, label, key, live }) => ({
        name,
        labels: { customer: label },
        ...(this.#hurried.includes(name) ? { sweep: { timeLimitSeconds: this.#hurriedSeconds } } : {}),
        alerts: [channel(name)],
        metrics: metrics(name),
        live: {
          endpoint: live.url,
          credentials: { type: 'access-key', accessKeyId: key.accessKeyId, accessKeySecret: `\${${secretName(name)}}` },
        },
      })),
    };
  }

  #context(): PlatformContext {
    return { requestId: 'r-1', function: { timeout: 600 }, credentials: ROLE_KEYS, accountId: '1', region: REGION };
  }

  /** The timer fires at this minute; returns once everything that follows is over. */
  async minute(minute: number): Promise<{ readonly behind: readonly string[] | null }> {
    this.#clock.passTo(this.#startMs + minute * 60_000);
    const before = this.#webhook.received().length;
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      for (const line of String(chunk).split('\n').filter(Boolean)) this.logged.push(JSON.parse(line));
      return true;
    });
    try {
      const dueAt = this.#clock.nowUtc().toISO();
      const event = Buffer.from(JSON.stringify({ triggerName: 'every-minute', triggerTime: dueAt }));
      const summary = (await handler(event, this.#context())) as { readonly behind: readonly string[] | null };
      await Promise.all(
        this.#queue.splice(0).map((one) => handler(Buffer.from(one), this.#context()).catch(() => undefined)),
      );
      return summary;
    } finally {
      spy.mockRestore();
      this.#told.push({ minute, count: this.#webhook.received().length - before });
    }
  }

  /** Every message that was accepted, and in which minute. */
  told(): ToldMessage[] {
    const minutes = this.#told.flatMap(({ minute, count }) => Array.from({ length: count }, () => minute));
    return this.#webhook.received().map(({ path, body }, index) => {
      const { data } = JSON.parse(body);
      const { kind, account, text } = data;
      return { to: path.slice(1), kind, account, title: text.title, minute: minutes[index] ?? -1, body };
    });
  }

  /** What is stored under the name of an account: texts of files, by path. */
  async objectsOf(name: string): Promise<string[]> {
    const folder = join(this.folder, 'state/accounts', name);
    await mkdir(folder, { recursive: true });
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
    return Promise.all(files.map(({ name: file, parentPath }) => readFile(join(parentPath, file), 'utf8')));
  }

  live(name: string): LiveStandIn {
    const { live } = this.#find(name);
    if (!('fleet' in live)) throw new Error(`${name} fails`);
    return live;
  }

  /** Whether its Live does not answer as Live does. */
  isFailing(name: string): boolean {
    return !('fleet' in this.#find(name).live);
  }

  async fail(name: string, fault: Fault): Promise<void> {
    const account = this.#find(name);
    if (fault === 'keys revoked') {
      account.key.expired = true;
      return;
    }
    const { port } = account;
    await account.live.close();
    const headers = { 'content-type': 'application/json' };
    if (fault === 'throttled')
      account.live = await startFaultyServer(() => ({ status: 503, headers, body: THROTTLED }), { port });
  }

  async heal(name: string): Promise<void> {
    const account = this.#find(name);
    account.key.expired = false;
    await account.live.close();
    account.live = await this.#liveOf(account, this.accounts.indexOf(account), account.port);
  }

  #find(name: string): FleetAccount {
    const found = this.accounts.find((one) => one.name === name);
    if (!found) throw new Error(`no account ${name}`);
    return found;
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.#webhook, this.#otlp, this.#engine, ...this.accounts.map(({ live }) => live)].map((one) => one.close()),
    );
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What its lists would show. */
function idsIn({ fleet }: LiveStandIn): string[] {
  return [...fleet.slots()].map((slot) => fleet.taskIdOf(slot));
}

function secretName(account: string): string {
  return `SECRET_OF_${account.toUpperCase().replaceAll('-', '_')}`;
}
