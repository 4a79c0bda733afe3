/** What every object inherits from. Whoever gets a name in here changes the whole program. */
const SHARED: readonly (readonly [string, object])[] = [
  ['Object.prototype', Object.prototype],
  ['Array.prototype', Array.prototype],
  ['Function.prototype', Function.prototype],
  ['String.prototype', String.prototype],
  ['Number.prototype', Number.prototype],
  ['Promise.prototype', Promise.prototype],
  ['Object', Object],
  ['Array', Array],
  ['globalThis', globalThis],
];

type Members = ReadonlyMap<PropertyKey, PropertyDescriptor | undefined>;

/**
 * Remembers what the shared objects hold; by default what all objects inherit, which is looked at in no time.
 * @returns says what is new or changed since, and takes it away
 */
export function watchSharedObjects(which: 'all' | 'first' = 'first'): () => string[] {
  const watched = which === 'all' ? SHARED : SHARED.slice(0, 1);
  const before = watched.map(([, object]) => membersOf(object));
  return () => watched.flatMap(([name, object], at) => changesOf(name, object, before[at] ?? new Map()));
}

function membersOf(object: object): Members {
  return new Map(Reflect.ownKeys(object).map((key) => [key, Reflect.getOwnPropertyDescriptor(object, key)]));
}

function changesOf(name: string, object: object, before: Members): string[] {
  const changed = Reflect.ownKeys(object).filter((key) => !isSame(before.get(key), object, key));
  for (const key of changed) {
    const original = before.get(key);
    if (original === undefined) Reflect.deleteProperty(object, key);
    else Object.defineProperty(object, key, original);
  }
  return changed.map((key) => `${name} has ${String(key)}`);
}

/** Node defines some globals when they are first asked for: their getter may become their value. */
function isSame(before: PropertyDescriptor | undefined, object: object, key: PropertyKey): boolean {
  if (before === undefined) return false;
  if (object === globalThis && before.get !== undefined) return true;
  const now = Reflect.getOwnPropertyDescriptor(object, key);
  return Object.is(now?.value, before.value) && now?.get === before.get;
}
