import * as z from 'zod/mini';
import type { Range } from '../monitor/policy.ts';
import { hasCallablePort } from './ports.ts';

/*
 * The building blocks of the sections. Every message says what is expected; `problems.ts` adds the place and what was
 * found. Descriptions go into the published JSON Schema (infra/build/config-schema.ts), and from there into editors.
 */

type TypedForm = z.ZodMiniObject<{ type: z.ZodMiniLiteral<string> }>;

/** A section whose `type` says which of these forms it has. */
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
 * A single line of text. Surrounding blanks and line breaks are removed: a secret that was read from a file ends with
 * one, which some receivers would refuse and others accept.
 */
const oneLine = (expected: string) =>
  z.string({ error: expected }).check(
    z.trim(),
    z.refine((value) => !/\p{Cc}/u.test(value), { error: `${expected}, without line breaks or control characters` }),
  );

/** @param remark appended to what is expected when a text does not match */
export const textLike = (pattern: RegExp, expected: string, remark: (text: string) => string = () => '') =>
  oneLine(expected).check(z.regex(pattern, { error: ({ input }) => `${expected}${remark(String(input))}` }));

/** A label or a word to search for. Different encodings of an accent (NFC, NFD) are equal. */
export const name = (expected: string) =>
  oneLine(expected).check(z.normalize('NFC'), z.regex(/\S/, { error: expected }));

/** A single line that is kept as it is: a path, or the value of a label. */
export const line = (expected: string) => oneLine(expected).check(z.regex(/\S/, { error: expected }));

/** A credential. Its value is never shown. */
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
  `a port other than ${new URL(address).port}, which browsers and fetch clients block`;
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

/** Live takes 2,000 characters; token and region are appended to these. Source: CreateLivePullToPush, CallbackUrl. */
const CALLBACK_URL_CHARS = 1_500;

/**
 * Where Live is to call. Plain http is accepted, since Live refuses some certificates and its vendor then advises http.
 */
export const callbackUrl = urlThat(
  ({ protocol, username, password, search, hash, href }) =>
    /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '' && href.length <= CALLBACK_URL_CHARS,
  `an http or https URL of at most ${CALLBACK_URL_CHARS} characters, without user name, password, query and fragment`,
);

/** Longer ones would leave no room for the message in some channels. */
const LINK_CHARS = 500;
const LINK_EXPECTED = `${SECURE} of at most ${LINK_CHARS} characters, without user name and password`;

/** A link that is shown to people. */
export const linkUrl = urlThat(
  (address) => isSecure(address) && isWithoutUser(address) && address.href.length <= LINK_CHARS,
  LINK_EXPECTED,
);

/** The same for a page to whose address paths are added. A query could hold a token. */
export const pageUrl = urlThat(
  (address) =>
    isSecure(address) &&
    isWithoutUser(address) &&
    `${address.search}${address.hash}` === '' &&
    address.href.length <= LINK_CHARS,
  `${LINK_EXPECTED}, query and fragment`,
);

export const ORIGIN_EXPECTED = `${SECURE} with only scheme and host`;
/** Only scheme and host of an endpoint are used, so anything else is a misunderstanding. */
export const originUrl = urlThat(
  (address) =>
    isSecure(address) && isWithoutUser(address) && `${address.pathname}${address.search}${address.hash}` === '/',
  ORIGIN_EXPECTED,
);

/** The address of a server in one's own network. Such servers seldom have certificates, and are sent nothing secret. */
export const ownServerUrl = urlThat(
  (address) =>
    (isSecure(address) || (address.protocol === 'http:' && isWithoutUser(address))) &&
    `${address.search}${address.hash}` === '',
  'an http or https URL without query; https if it has a user name and password',
);

export const REGION_EXPECTED = 'a region id such as cn-shanghai';
export const region = textLike(/^[a-z]{2,20}-[a-z0-9-]{1,40}$/, REGION_EXPECTED);
export const awsRegion = textLike(/^[a-z]{2,8}(-[a-z]{2,16})+-\d{1,2}$/, 'an AWS region such as us-east-1');

/** One of these words. */
export const word = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `one of ${words.join(', ')}` });

/**
 * Runs a check over several values even if one of them is wrong by itself, so that all problems are reported at once.
 */
export const always = { when: () => true };

/** Whether a URL points at this machine, where plain http and fake keys are fine. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Whether nobody in between can read what is sent. */
export function isSecure({ protocol, href }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(href));
}
