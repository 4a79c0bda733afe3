import { Webhook } from 'standardwebhooks';

/** A webhook that can be called: address and signatures. */
export interface WebhookTarget {
  readonly url: string;
  /** The only part of the address that may be shown: path and query are often the credential. */
  readonly host: string;
  /** The scheme and host alone. */
  readonly origin: string;
  /** The `webhook-signature` of a message, or null when there is no secret to sign with. */
  sign(id: string, at: Date, body: string): string | null;
}

/**
 * Reads a webhook's address and secret. Several secrets, parted by blanks, sign each message once each, which lets a
 * receiver change from one to the next.
 * @returns the target, or a sentence (without either) that says what is wrong
 * Source: Standard Webhooks 1.0.0, "Webhook scheme" and "Zero downtime secret rotation".
 */
export function readWebhookTarget(rawUrl: string, secret: string | undefined): WebhookTarget | string {
  if (!URL.canParse(rawUrl)) return 'the webhook URL is not a URL; it looks like https://host/path';
  const url = new URL(rawUrl);
  if (!/^https?:$/.test(url.protocol)) return 'the webhook URL must start with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'the webhook URL must not hold a user name or password';
  const signers = readSecrets(secret);
  if (signers === null) return 'the webhook secret is not a Standard Webhooks secret; it looks like whsec_ and base64';
  return {
    url: url.href,
    host: url.host,
    origin: url.origin,
    sign: (id, at, body) =>
      signers.length === 0 ? null : signers.map((signer) => signer.sign(id, at, body)).join(' '),
  };
}

function readSecrets(secret: string | undefined): readonly Webhook[] | null {
  if (secret === undefined) return [];
  const parts = secret.split(/\s+/).filter((part) => part !== '');
  if (parts.length === 0) return null; // an empty variable must not turn signing off in silence
  try {
    return parts.map((part) => new Webhook(part));
  } catch {
    return null; // the library's sentence is about base64, and may quote
  }
}
