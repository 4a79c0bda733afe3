import { describe, expect, it } from 'vitest';
import { networkCodeSentence } from '../../lib/http/network-failure.ts';

describe('what kept a request from being answered', () => {
  it.each(['constructor', 'toString', '__proto__', 'valueOf'])('%s is a code that is not known', (code) => {
    expect(networkCodeSentence(code)).toBe(`the request failed (${code})`);
  });
});
