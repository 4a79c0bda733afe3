import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder = '';

/** One folder for all that a run of the tests leaves among the temporary files; it goes with the run. @public */
export async function setup(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-tests-'));
  process.env.TMPDIR = folder;
}

/** @public */
export async function teardown(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
