import * as z from 'zod/mini';
import type { Range } from '../monitor/policy.ts';
import { hasCallablePort } from './ports.ts';

/*
 * What the sections are made of. Every message says what is expected: `problems.ts` puts the place and what was found
 * before it. Descriptions go into the published JSON Schema (infra/build/config-schema.ts), and so into editors.
 */

type TypedForm = z.ZodMiniObject<{ type: z.ZodMiniLiteral<string> }>;

/** A section that says by its `type` which of the forms it has. */
export function byType<const Forms extends readonly [TypedForm, ...TypedForm[]]>(forms: Forms) {
  const types = forms.flatMap(({ shape }) => shape.type.def.values).join(', ');
  return z.discriminatedUnion('type', forms, {
    error: ({ code }: { readonly code?: string }) =>
      code === 'invalid_type' ? `a section with type: one of ${types}` : `one of ${types}`,
  });
}

export const says = (description: string) => z.describe(description);

export const text = (expected: string) => z.string({ error: expected }).check(z.regex(/\S/, { error: expected }));

/**
 * A text of one line. Blanks and line breaks around it are no part of it: a secret that was read from a file ends with one,
 * and would be refused by one receiver and taken by another.
 */
const oneLine = (expected: string) =>
  z.string({ error: expected }).check(
    z.trim(),
    z.refine((value) => !/\p{Cc}/u.test(value), { error: `${expected}, without line breaks or control characters` }),
  );

/** @param remark to follow what is expected, on a text that is not like that */
export const textLike = (pattern: RegExp, expected: string, remark: (text: string) => string = () => '') =>
  oneLine(expected).check(z.regex(pattern, { error: ({ input }) => `${expected}${remark(String(input))}` }));

/** What something is called, or a word to look for. The ways to write an accent (NFC, NFD) are the same. */
export const name = (expected: string) =>
  oneLine(expected).check(z.normalize('NFC'), z.regex(/\S/, { error: expected }));

/** One line that stays as it is: a path, a value for a label. */
export const line = (expected: string) => oneLine(expected).check(z.regex(/\S/, { error: expected }));

/** What proves who we are. Its value is never shown. */
export const secret = (expected: string) => line(expected);

export const whole = (from: number, to: number) => {
  const error = `a whole number from ${from} to ${to}`;
  return z.int({ error }).check(z.minimum(from, { error }), z.maximum(to, { error }));
};

export const wholeIn = ([from, to]: Range) => whole(from, to);

export const numberIn = ([from, to]: Range) => {
  const error = `a number from ${from} to ${to}`;
  return z.number({ error }).check(z.minimum(from, { error }), z.maximum(to, { error }));
};

const SECURE = 'an https URL (plain http only for this machine: 127.0.0.1, [::1] or localhost)';

const portExpected = (address: string) =>
  `another port than ${new URL(address).port}, which browsers and fetch clients block: use another one`;
const urlThat = (accepted: (url: URL) => boolean, error: string) =>
  oneLine(error).check(
    z.refine((address) => URL.canParse(address) && accepted(new URL(address)), { error }),
    z.refine((address) => !URL.canParse(address) || hasCallablePort(new URL(address)), {
      error: ({ input }) => portExpected(String(input)),
    }),
  );

const isWithoutUser = ({ username, password }: URL) => username === '' && password === '';

export const url = urlThat(
  (address) => isSecure(address) && isWithoutUser(address),
  `${SECURE}, without user name and password`,
);

export const ORIGIN_EXPECTED = `${SECURE} of scheme and host alone`;
/** Of an endpoint nothing else is used, so anything else is a misunderstanding. */
export const originUrl = urlThat(
  (address) =>
    isSecure(address) && isWithoutUser(address) && `${address.pathname}${address.search}${address.hash}` === '/',
  ORIGIN_EXPECTED,
);

/** Of a server in one's own network: those seldom have certificates, and what they are told holds no secret. */
export const ownServerUrl = urlThat(
  (address) =>
    (isSecure(address) || (address.protocol === 'http:' && isWithoutUser(address))) &&
    `${address.search}${address.hash}` === '',
  'an http or https URL, without query; with user name and password only https',
);

export const REGION_EXPECTED = 'a region id such as cn-shanghai';
export const region = textLike(/^[a-z]{2,20}-[a-z0-9-]{1,40}$/, REGION_EXPECTED);
export const awsRegion = textLike(/^[a-z]{2,8}(-[a-z]{2,16})+-\d{1,2}$/, 'an AWS region such as us-east-1');

/** One of these words. */
export const word = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `one of ${words.join(', ')}` });

/** Runs a check over several values even when one of them is wrong on its own account: all problems are told at once. */
export const always = { when: () => true };

/** Whether a URL points at this machine, where plain http and made-up keys are fine. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Whether nobody on the way to it can read what is sent. */
export function isSecure({ protocol, href }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(href));
}
