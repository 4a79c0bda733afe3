import type { AccountFleet } from './a-fleet.ts';

interface Marked {
  readonly name: string;
  /** Texts that can only be of this account. */
  readonly marks: readonly string[];
}

/**
 * Whatever an account sends, publishes, logs or stores that names another: each as a sentence. What names an account are its name, label,
 * keys, relays and the port of its Live.
 */
export async function crossings(fleet: AccountFleet): Promise<string[]> {
  const marked: readonly Marked[] = fleet.accounts.map(({ name, label, key, relays, port }) => ({
    name,
    marks: [name, label, key.accessKeyId, key.accessKeySecret, `:${port}`, ...relays],
  }));
  const outputs: { readonly whose: string; readonly what: string; readonly text: string }[] = [];
  for (const { name } of marked)
    for (const text of await fleet.objectsOf(name)) outputs.push({ whose: name, what: 'object', text });
  for (const { to, body } of fleet.told()) outputs.push({ whose: to, what: 'message', text: body });
  for (const { from, text } of fleet.metrics) outputs.push({ whose: from, what: 'metric', text });
  for (const line of fleet.logged) {
    const { account } = line;
    if (typeof account === 'string') outputs.push({ whose: account, what: 'log line', text: JSON.stringify(line) });
  }
  return outputs.flatMap(({ whose, what, text }) =>
    marked
      // the operator hears which account is behind, and nothing else of it
      .flatMap((one) =>
        one.name === whose ? [] : [{ ...one, marks: whose === 'operator' ? one.marks.slice(1) : one.marks }],
      )
      .filter(({ marks }) => marks.some((mark) => text.includes(mark)))
      .map(({ name }) => `${what} of ${whose} names ${name}: ${text.slice(0, 300)}`),
  );
}
