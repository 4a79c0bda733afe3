import { beginsSomething, type KeptBook, placeOf, type ToldEntry } from './told-book.ts';

/**
 * The book of this process with what another one of the same machine has written since it was read: two may run at once, and
 * neither may undo what the other knows. Of what both told, the word stays that owes an end, and most surely. Pure.
 * @param read the book as this process read it @param there as it is now
 */
export function withOthers(mine: KeptBook, read: KeptBook, there: KeptBook): KeptBook {
  const known = new Set(read.told.map(wordOf));
  const ours = new Map(mine.told.map((one) => [placeOfEntry(one), one]));
  const theirs = there.told.filter((one) => {
    if (known.has(wordOf(one))) return false;
    const own = ours.get(placeOfEntry(one));
    const isUntouched = own === undefined || known.has(wordOf(own));
    return isUntouched || owes(one) > owes(own);
  });
  const taken = new Set(theirs.map(placeOfEntry));
  return { ...mine, told: [...mine.told.filter((one) => !taken.has(placeOfEntry(one))), ...theirs] };
}

/** How sure it is that somebody is owed an end. */
function owes({ kind, maybe }: ToldEntry): number {
  if (!beginsSomething(kind)) return 0;
  return maybe ? 1 : 2;
}

function placeOfEntry({ channel, key }: ToldEntry): string {
  return placeOf(channel, key);
}

/** What is the same message, whether or not a state that was saved since has it. */
function wordOf(one: ToldEntry): string {
  return `${placeOfEntry(one)}\n${one.kind}\n${one.at}\n${one.maybe === true}`;
}
