import { existsSync, watch } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCallback } from '../../infra/build/build-callback.ts';
import { buildCommandLine } from '../../infra/build/build-command-line.ts';
import { buildFunction } from '../../infra/build/build-function.ts';
import { buildStatus } from '../../infra/build/build-status.ts';
import { errorText } from '../../lib/base/errors.ts';

/** It goes with the run of the tests; read here, since tests give commands another one. */
const RUN = tmpdir();

const BUILDS = {
  // the files are modules, as they are beside the package.json of the project
  'command-line': async (folder: string) => {
    await buildCommandLine(folder);
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  },
  function: (folder: string) => buildFunction(folder),
  status: (folder: string) => buildStatus(folder),
  callback: (folder: string) => buildCallback(folder),
} as const;

/**
 * What is built as it is shipped, once in a run of the tests: the first file that wants it builds it, others wait for it.
 * For files that do not change it. @returns its folder
 */
export async function builtOnce(what: keyof typeof BUILDS): Promise<string> {
  const folder = join(RUN, `built-${what}`);
  const ended = `${folder}.ended`;
  if (await isFirst(folder)) {
    const problem = await BUILDS[what](folder).then(() => '', errorText);
    await writeFile(`${ended}.part`, problem);
    await rename(`${ended}.part`, ended);
  } else await untilThere(ended);
  const problem = await readFile(ended, 'utf8');
  if (problem !== '') throw new Error(`${what} could not be built: ${problem}`);
  return folder;
}

/** Only one process can make the folder. */
async function isFirst(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function untilThere(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!existsSync(path)) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(RUN, look).once('error', reject);
    // it may have come before anybody watched
    look();
  });
}
