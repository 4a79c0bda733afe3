import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const OSLS = fileURLToPath(new URL('../../node_modules/osls/bin/serverless.js', import.meta.url));
const INFRA = fileURLToPath(new URL('../../infra', import.meta.url));
const SERVERLESS_YML = fileURLToPath(new URL('../../serverless.yml', import.meta.url));

type Env = Readonly<Record<string, string>>;

/** Where nothing listens: what asks the network for anything fails at once. */
const NO_NETWORK: Env = { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' };

/** What `osls package` makes, as far as the tests look into it. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}
export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A folder as the project's root is when osls runs: serverless.yml, and what of infra/ it refers to. */
export interface AwsService {
  readonly folder: string;
  /** Packages without network and credentials. @returns the template of the stack */
  package(...args: string[]): Promise<Template>;
  /** Runs osls. @returns what it printed. @throws when it fails */
  osls(args: readonly string[], env: Env): Promise<string>;
  /** Every text that packaging left, by its path; the zip is not among them. */
  texts(): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

/**
 * @param config the text of a relaywatch.yml; @param env what is set while it is packaged
 * @param built the path of a built index.js; without it, the package has one that does nothing
 */
export async function awsService(config: string, env: Env = {}, built?: string): Promise<AwsService> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-aws-'));
  await copyFile(SERVERLESS_YML, join(folder, 'serverless.yml'));
  await writeFile(join(folder, 'relaywatch.yml'), config);
  await writeFile(join(folder, 'index.js'), 'exports.handler = 1;');
  await symlink(INFRA, join(folder, 'infra'));
  const own = join(folder, 'index.js');
  const bundle = [`--param=bundle=${built ?? own}`, `--param=statusBundle=${own}`, `--param=callbackBundle=${own}`];

  async function osls(args: readonly string[], more: Env): Promise<string> {
    const { PATH = '' } = process.env;
    const options = { cwd: folder, env: { PATH, HOME: folder, CI: 'true', ...env, ...more } };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [OSLS, ...args, ...bundle], options);
    return `${stdout}${stderr}`;
  }

  return {
    folder,
    osls,
    async package(...args) {
      await osls(['package', ...args], NO_NETWORK);
      const path = join(folder, '.serverless/cloudformation-template-update-stack.json');
      return JSON.parse(await readFile(path, 'utf8')) as Template;
    },
    async texts() {
      const names = (await readdir(join(folder, '.serverless'))).map((name) => `.serverless/${name}`);
      const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
      return Object.fromEntries(await Promise.all(texts));
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
