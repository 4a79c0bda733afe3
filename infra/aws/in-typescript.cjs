'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

/** Of relaywatch, wherever osls was called. */
const ROOT = path.join(__dirname, '../..');
const TSX = require.resolve('tsx/cli');

/**
 * Runs a file of ours, which osls cannot load itself. What it says goes to stderr, at once.
 * @returns what it printed. @throws an error that says no more than that, since the file has told why
 */
function inTypescript(file, args, { cwd }) {
  const { status, error, stdout } = spawnSync(process.execPath, [TSX, path.join(ROOT, file), ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  if (status === 0) return stdout;
  const told = new Error(
    `${path.basename(file)} could not do it${error ? `: ${error.message}` : ', as is told above'}`,
  );
  told.stack = told.message; // osls prints stacks
  throw told;
}

/** Builds the function anew, where its sources are; an installation without them has what it came with. */
function build() {
  if (existsSync(path.join(ROOT, 'functions/index.ts'))) inTypescript('infra/build/build.ts', [], { cwd: ROOT });
}

module.exports = { build, inTypescript, ROOT };
