import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { stringify } from 'yaml';
import type { PackageKind } from '../../../infra/package/function-package.ts';
import { type FcStandIn, startFcStandIn } from '../../../stand-ins/fc/server.ts';
import { STAND_IN_KEYS } from '../../../stand-ins/keys.ts';
import { type LiveStandIn, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { type OssStandIn, startOssStandIn } from '../../../stand-ins/oss/server.ts';
import { startWebhookStandIn, type WebhookStandIn } from '../../../stand-ins/webhook/server.ts';
import { builtOnce } from '../../support/built-once.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { ACCOUNT } from './a-deployment.ts';

export const CALLBACK_TOKEN = 'the-token-of-callbacks-4711';
const ROLE_KEYS = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };
const BUCKET = 'relaywatch-state';

interface Wanted {
  readonly version: 2 | 3;
  /** deploy.fc.callbacks */
  readonly callbacks: boolean | undefined;
  /** Instead of sections of the configuration, and in addition to deploy.fc. */
  readonly sections?: object;
  readonly fc?: object;
}

/** The built functions, a store and a webhook for a file of tests, and an account for each test. */
class CallbackRig {
  #folder = '';
  #bundles = { callback: '', function: '' };
  #oss: OssStandIn | undefined;
  #webhook: WebhookStandIn | undefined;
  #fc: FcStandIn | undefined;
  live: LiveStandIn | undefined;
  /** What was printed since the last configuration. */
  printed = '';
  #runs = 0;
  #aheadMs = 0;

  async start(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'relaywatch-callbacks-'));
    const [sweep, receiver] = await Promise.all([builtOnce('function'), builtOnce('callback')]);
    this.#bundles = { function: join(sweep, 'function/index.js'), callback: join(receiver, 'callback/index.js') };
    this.#oss = await startOssStandIn({ credentials: [ROLE_KEYS] });
    this.#webhook = await startWebhookStandIn();
  }

  async endTest(): Promise<void> {
    await Promise.all([this.#fc?.close(), this.live?.close()]);
    this.live = undefined;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#oss?.close(), this.#webhook?.close()]);
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Of the installation. */
  bundle(kind: PackageKind): string {
    return this.#bundles[kind === 'callback' ? 'callback' : 'function'];
  }

  get fc(): FcStandIn {
    if (!this.#fc) throw new Error('no account yet');
    return this.#fc;
  }

  /** An empty account. @param denied what the role of the functions may not do */
  async openAccount(denied: readonly string[] = []): Promise<void> {
    this.#fc = await startFcStandIn({
      roleCredentials: ROLE_KEYS,
      credentials: [STAND_IN_KEYS, { ...ROLE_KEYS, denied }],
      now: () => Date.now() + this.#aheadMs,
    });
  }

  async startLive(): Promise<void> {
    this.live = await startLiveStandIn({ tasks: 120, regions: ['cn-shanghai'], qps: 0, credentials: [ROLE_KEYS] });
  }

  /** The timer's next event: one of the same second would be the same event. */
  timer() {
    this.#aheadMs += 2_000;
    return this.fc.fireTimers('timer');
  }

  /** A configuration with a state of its own. @returns its path */
  async configured({ version, callbacks, sections = {}, fc = {} }: Wanted): Promise<string> {
    this.printed = '';
    this.#runs += 1;
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      this.printed += String(text);
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.stubEnv('CALLBACK_TOKEN', CALLBACK_TOKEN);
    vi.stubEnv('HOOK_URL', `${this.#webhook?.url}/hook`);
    const config = {
      live: { regions: ['cn-shanghai'], qps: 1_000, ...(this.live ? { endpoint: this.live.url } : {}) },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference
      alerts: [{ type: 'webhook', url: '${HOOK_URL}' }],
      state: { type: 'oss', bucket: BUCKET, region: 'cn-hangzhou', prefix: this.#prefix, endpoint: this.#oss?.url },
      // the rest of the interval is used for looks, where relays have an incident
      sweep: { intervalSeconds: 10 },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference
      callbacks: { token: '${CALLBACK_TOKEN}' },
      deploy: {
        fc: {
          version,
          region: 'cn-shanghai',
          accountId: ACCOUNT,
          endpoint: this.fc.url,
          role: `acs:ram::${ACCOUNT}:role/relaywatch`,
          ...(callbacks === undefined ? {} : { callbacks }),
          ...fc,
        },
      },
      ...sections,
    };
    const path = join(this.#folder, 'relaywatch.yml');
    await writeFile(path, stringify(config));
    return path;
  }

  get #prefix(): string {
    return `run-${this.#runs}/`;
  }

  /** Where the last apply said that callbacks are received. */
  get address(): string {
    return /callbacks are received at (\S+)/.exec(this.printed)?.[1] ?? '';
  }

  /** Hints that wait in the state. */
  hints(): string[] {
    return this.#oss?.keys(BUCKET).filter((key) => key.startsWith(`${this.#prefix}hint-`)) ?? [];
  }

  /** What on-call was sent, in all tests so far. */
  pages(): string[] {
    return this.#webhook?.received().map(({ body }) => String(body)) ?? [];
  }
}

/** For a file that has `bin/commands/own-bundle.ts` replaced by its `bundle`. */
export function useCallbackRig(): CallbackRig {
  const rig = new CallbackRig();
  useStandInKeys();
  beforeAll(() => rig.start());
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await rig.endTest();
  });
  afterAll(() => rig.stop());
  return rig;
}
