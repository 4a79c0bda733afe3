import { afterEach, beforeEach, vi } from 'vitest';
import { takeStandInKeys } from '../../stand-ins/keys.ts';

/** Hands the stand-ins' keys to each test of a file by its environment, and none that this machine is set up with. */
export function useStandInKeys(): void {
  beforeEach(() => {
    const env: Record<string, string | undefined> = { ...process.env };
    takeStandInKeys(env);
    const names = new Set([...Object.keys(process.env), ...Object.keys(env)]);
    for (const name of names) if (env[name] !== process.env[name]) vi.stubEnv(name, env[name]);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
}
