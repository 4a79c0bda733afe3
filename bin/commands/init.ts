import { access, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorText } from '../../lib/base/errors.ts';
import { configPath } from '../../lib/config/load.ts';
import { type FoundRegion, findRegions, hasKeys } from '../init/find-regions.ts';
import {
  CHANNELS,
  type Channel,
  type Choices,
  CLOUDS,
  type Cloud,
  STATE_OF,
  STATES,
  type State,
  starterOf,
} from '../init/starter.ts';
import { askOneOf, askText, canAsk } from '../terminal/ask.ts';
import { count } from '../terminal/figures.ts';
import { GOOD, line, lines } from '../terminal/shown.ts';
import { print, printJson, telling } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface InitFlags {
  readonly config?: string;
  readonly regions?: string[];
  readonly channel?: Channel;
  readonly state?: State;
  readonly cloud?: Cloud;
  readonly endpoint?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Writes a first configuration, and what it wants of the environment. @returns the exit code. @throws UsageError */
export async function initCommand(flags: InitFlags): Promise<number> {
  const path = configPath(flags.config, process.env);
  const envPath = join(dirname(path), '.env.example');
  if (!flags.force) await mustBeNew([path, envPath]);
  const choices = await choicesOf(flags);
  const { yaml, env } = starterOf(choices);
  for (const [place, text] of [
    [path, yaml],
    [envPath, env],
  ] as const)
    await write(place, text, flags.force);
  if (flags.json) {
    const { regions, channel, state, cloud } = choices;
    printJson({ config: path, environment: envPath, regions, channel, state, cloud });
    return 0;
  }
  print(
    lines([
      line`${GOOD} wrote ${path} and ${envPath}: change what is marked CHANGE, and copy ${envPath} to .env and fill it in`,
      'then:',
      '  set -a; . ./.env; set +a',
      line`  relaywatch check --config ${path} && relaywatch sweep --dry-run --config ${path}`,
    ]),
  );
  return 0;
}

/** Nothing that somebody wrote is lost. @throws UsageError */
async function mustBeNew(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) throw new UsageError(`${path} is there already: --force overwrites it, --config names another place`);
  }
}

async function write(path: string, text: string, force = false): Promise<void> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${errorText(error)}`);
  }
}

/** What was said by flags; the rest is asked for, or is what most take where there is nobody to ask. */
async function choicesOf(flags: InitFlags): Promise<Choices> {
  const ask = !flags.json && canAsk();
  const regions = flags.regions ?? (await regionsOf(flags, ask));
  const cloud = flags.cloud ?? (ask ? await askOneOf('Where shall it run?', CLOUDS, WHERE) : 'own');
  const state =
    flags.state ?? (ask ? await askOneOf('Where shall its state be kept?', statesFor(cloud), KEPT) : STATE_OF[cloud]);
  const channel = flags.channel ?? (ask ? await askOneOf('Who shall be told?', CHANNELS, TOLD) : 'console');
  return { regions, cloud, state, channel, endpoint: flags.endpoint };
}

/** What fits the cloud comes first. */
function statesFor(cloud: Cloud): readonly State[] {
  return [STATE_OF[cloud], ...STATES.filter((state) => state !== STATE_OF[cloud])];
}

const WHERE: Readonly<Record<Cloud, string>> = {
  own: 'on a machine of mine: relaywatch watch',
  fc: 'Function Compute, Alibaba Cloud',
  aws: 'AWS Lambda',
};
const KEPT: Readonly<Record<State, string>> = {
  file: 'files in a folder',
  oss: 'a bucket of Alibaba Cloud OSS',
  s3: 'a bucket of Amazon S3',
};
const TOLD: Readonly<Record<Channel, string>> = {
  console: 'nobody yet: messages are printed',
  slack: 'Slack',
  pagerduty: 'PagerDuty',
  dingtalk: 'DingTalk',
  feishu: 'Feishu',
  wecom: 'WeCom',
  alertmanager: 'Alertmanager',
  sns: 'Amazon SNS',
  webhook: 'a webhook',
};

async function regionsOf({ endpoint, json }: InitFlags, ask: boolean): Promise<readonly string[]> {
  const tell = telling(json);
  const found: FoundRegion[] = hasKeys(process.env) ? await findRegions(endpoint) : [];
  for (const { region, relays } of found) tell(`${region}: ${count(relays)} relays`);
  const names = found.map(({ region }) => region);
  if (ask) return askedRegions(names);
  if (names.length > 0) return names;
  throw new UsageError('say --regions cn-shanghai,cn-beijing: no keys are set, or no relays were found with them');
}

async function askedRegions(found: readonly string[]): Promise<readonly string[]> {
  const { regionIds } = await import('../program/values.ts');
  const answer = await askText('Which regions, separated by commas?', found.join(',') || 'cn-shanghai', (text) => {
    try {
      return regionIds(text).length > 0;
    } catch {
      return 'region ids such as cn-shanghai, separated by commas';
    }
  });
  return regionIds(answer);
}
