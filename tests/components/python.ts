import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Component } from './describe-component.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The project's own environment if there is one; RELAYWATCH_PYTHON names another. */
export const PYTHON =
  process.env.RELAYWATCH_PYTHON ?? (existsSync(`${ROOT}.venv/bin/python`) ? `${ROOT}.venv/bin/python` : 'python3');

/** What a test needs of Python. @param module that is imported to see whether it is there */
export function pythonModule(module: string): Component {
  return {
    installed: spawnSync(PYTHON, ['-c', `import ${module}`]).status === 0,
    howToInstall: `Python's ${module} is missing: python3 -m venv .venv && .venv/bin/pip install -r tests/components/requirements.txt`,
  };
}

/** Runs a script of this folder. @returns what it printed, read as JSON @throws when it fails, with what it said */
export async function runPython(script: string, args: readonly string[]): Promise<unknown> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await promisify(execFile)(PYTHON, ['-W', 'ignore', path, ...args]);
  return JSON.parse(stdout);
}
