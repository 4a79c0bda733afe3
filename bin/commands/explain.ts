import { explain } from '../../lib/answers/explain.ts';
import { mutesThen } from '../../lib/answers/mutes-then.ts';
import { notedSilences } from '../../lib/answers/noted-silences.ts';
import type { Story, StoryLine } from '../../lib/answers/story.ts';
import { type AnswerSubject, subjectsOf } from '../../lib/answers/subject.ts';
import { storyInEnglish } from '../../lib/answers/text/en.ts';
import { plainOf } from '../../lib/answers/text/pieces.ts';
import { systemClock, type UtcDateTime } from '../../lib/base/time.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { Chosen } from '../chosen.ts';
import { dim, line, lines, type Shown } from '../terminal/shown.ts';
import { plainTable } from '../terminal/table.ts';
import { print, printJson, say } from '../terminal/terminal.ts';
import { momentBefore } from './moments.ts';
import { configuredJournal, entriesOf } from './stored-state.ts';

export interface ExplainFlags extends Chosen {
  readonly at?: string;
  readonly since: string;
  readonly json?: boolean;
}

/** What followed a time that is asked about: late answers, the end. */
const AFTER = { days: 1 };
const NOT_ONE = 1;

/** Tells the story of a relay or a cause. @returns the exit code: 1 when the word means none, or several. @throws ConfigError, UsageError, StateError */
export async function explainCommand(word: string, flags: ExplainFlags): Promise<number> {
  const now = systemClock.nowUtc();
  const at = flags.at === undefined ? undefined : momentBefore(flags.at, now, '--at');
  const from = momentBefore(flags.since, at ?? now, '--since');
  const until = at === undefined || at.plus(AFTER) > now ? now : at.plus(AFTER);
  const { config, store, journal } = await configuredJournal(flags);
  const entries = await entriesOf(journal, from, until);
  const subjects = subjectsOf(entries, word);
  const [subject] = subjects;
  if (!subject || subjects.length > 1) return notOne(word, subjects, { from, until, json: flags.json === true });
  const silences = usableOf((await store.load()).snapshot)?.watch?.silences ?? [];
  const muteOf = mutesThen(config.maintenance, [...silences, ...notedSilences(entries)]);
  const story = told(explain(entries, subject, { policy: config.policy, muteOf, from, until, at }));
  if (flags.json) printJson(story);
  else print(storyLines(story));
  return 0;
}

interface ToldStory extends Pick<Story, 'subject'> {
  readonly lines: readonly (Pick<StoryLine, 'at' | 'about'> & { readonly text: string })[];
  readonly asOf: string | null;
  readonly gaps: readonly string[];
}

interface Looked {
  readonly from: UtcDateTime;
  readonly until: UtcDateTime;
  readonly json: boolean;
}

function notOne(word: string, subjects: readonly AnswerSubject[], { from, until, json }: Looked): number {
  if (json) printJson({ matches: subjects });
  if (subjects.length === 0) {
    say(
      line`the journal has no fault and no cause called ${word} from ${from.toISO()} to ${until.toISO()}; a relay that was never faulty is not in it (\`relaywatch tasks\` shows those)`,
    );
    return NOT_ONE;
  }
  say(line`${subjects.length} relays fit ${word}: ask for one of them by its region/id`);
  const rows = subjects.flatMap((one) => (one.kind === 'relay' ? [[one.key, one.name]] : []));
  if (!json) print(plainTable(['region/id', 'name'], rows));
  return NOT_ONE;
}

/** The story in words. Plain data: `--json` prints it. */
function told({ subject, lines: found, asOf, gaps }: Story): ToldStory {
  const { line: lineText, asOf: asOfText, gap: gapText } = storyInEnglish;
  return {
    subject,
    lines: found.map((one) => ({ at: one.at, about: one.about, text: plainOf(lineText(one)) })),
    asOf: asOf && plainOf(asOfText(asOf)),
    gaps: gaps.map((gap) => plainOf(gapText(gap))),
  };
}

function storyLines({ subject, lines: found, asOf, gaps }: ToldStory): Shown {
  const title = subject.kind === 'relay' ? line`relay ${subject.name} (${subject.key})` : line`cause ${subject.key}`;
  return lines([
    title,
    ...found.map(({ at, text }) => line`  ${dim(at)}  ${text}`),
    ...(found.length === 0 ? ['  nothing is known of it in this time'] : []),
    ...(asOf === null ? [] : [line`${asOf}`]),
    ...gaps.map((gap) => line`${dim(gap)}`),
  ]);
}
