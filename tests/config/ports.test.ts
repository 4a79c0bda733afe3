import { describe, expect, it } from 'vitest';
import { hasCallablePort } from '../../lib/config/ports.ts';

const isCallable = (port: number) => hasCallablePort(new URL(`http://127.0.0.1:${port}/`));
const refused = Array.from({ length: 65_535 }, (_, index) => index + 1).filter((port) => !isCallable(port));

describe('a port', () => {
  it('is refused when fetch would call nobody on it', async () => {
    expect(refused).toHaveLength(82);
    for (const port of refused) {
      const cause = await fetch(`http://127.0.0.1:${port}/`).catch((error: Error) => error.cause);
      expect([port, String(cause)]).toEqual([port, 'Error: bad port']);
    }
  });

  it('is not 0, where nobody listens, and may be left out', () => {
    expect(isCallable(0)).toBe(false);
    expect(hasCallablePort(new URL('https://example.com/'))).toBe(true);
  });
});
