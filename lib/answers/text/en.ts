import { countOf, duration } from '../../alerts/text/en/words.ts';
import { grouped } from '../../base/grouped.ts';
import { ownEntry } from '../../base/lookup.ts';
import type { GapFact } from '../reach.ts';
import type { AnswerLine, AsOf, CauseLine, ChangeLine, DecisionLine, RelayLine, RuleFact } from '../story.ts';
import { whyInEnglish } from './en-why.ts';
import { instant, joined, outside, type Pieces, pieces } from './pieces.ts';
import { type LineTexts, lineBy, type StoryText } from './story-text.ts';

/** The story in English. */
export const storyInEnglish: StoryText = {
  line: (line) => lineBy(LINES, line),
  why: whyInEnglish,
  asOf: asOfText,
  gap: gapText,
};

const LINES: LineTexts = {
  relay: relayText,
  cause: causeText,
  decision: decisionText,
  answer: answerText,
  change: changeText,
};

/** How a fault of one relay goes on. */
const EVENTS: Readonly<Record<string, (one: RelayLine) => Pieces>> = {
  seen: (one) => pieces`Sighted, and ${judged(one)}.`,
  opened: (one) => pieces`Open: ${judged(one)}, first sighted at ${instant(one.since)}.`,
  flapping: (one) => pieces`It stops again and again (policy.flapping): ${judged(one)}.`,
  changed: (one) => pieces`Changed: ${judged(one)}.`,
  recovered: (one) => pieces`It recovered. ${lost(one)}`,
  removed: (one) => pieces`It ended: the relay was deleted, or Live does not know it any more. ${lost(one)}`,
  stoppedByUser: (one) => pieces`It ended: somebody stopped the relay. ${lost(one)}`,
  finished: (one) => pieces`It ended: the relay's own time is over. ${lost(one)}`,
  unwatched: (one) => pieces`It ended for relaywatch: by the configuration it is no longer watched. ${lost(one)}`,
} satisfies Record<RelayLine['event'], (one: RelayLine) => Pieces>;

function relayText(line: RelayLine): Pieces {
  const { event, rule, relays } = line;
  const told = ownEntry(EVENTS, event)?.(line) ?? pieces`Noted as "${outside(event)}": ${judged(line)}.`;
  return pieces`${relays === null ? '' : relaysText(relays)}${told}${rule === null ? '' : ruleText(rule, line)}`;
}

function relaysText({ count, named }: NonNullable<RelayLine['relays']>): Pieces {
  const names = named.map(({ key, name }) => pieces`${outside(name)} (${outside(key)})`);
  const more = count > named.length ? ` and ${grouped(count - named.length)} more` : '';
  return pieces`${countOf(count)}, ${joined(names, ', ')}${more}: `;
}

function ruleText({ severity, severityLine, wait, differs }: RuleFact, line: RelayLine): Pieces {
  const told =
    wait === null
      ? 'told at once'
      : pieces`told when it has lasted for ${duration(wait.seconds)} (${outside(wait.line)})`;
  const otherwise = differs
    ? ` It was judged ${line.severity} all the same: a stop near its StartTime or EndTime (policy.startingSeconds, policy.endingGraceSeconds), or another policy then.`
    : '';
  return pieces` ${outside(severityLine)} says ${severity}, ${told}.${otherwise}`;
}

function causeText({ event, key, scope, verdict, reason, severity, affected }: CauseLine): Pieces {
  if (event === 'over') return pieces`The cause ${outside(key)} is over.`;
  const where =
    scope.value === '' ? pieces`${outside(scope.by)}` : pieces`${outside(scope.by)} ${outside(scope.value)}`;
  const what = pieces`${countOf(affected)} ${outside(verdict)} (${outside(reason)}), ${severity}`;
  return pieces`The cause ${outside(key)} ${event === 'began' ? 'began' : 'changed'}: ${where}, ${what}.`;
}

const NO_ANSWER =
  ' The journal has no answer of a channel from this sweep: the message waited, or the sweep did not come so far.';

function decisionText({ message, why, answered }: DecisionLine): Pieces {
  if (message === null) return pieces`Nobody was told. ${whyInEnglish(why)}`;
  if (message === 'update') return pieces`Nobody was paged. ${whyInEnglish(why)}`;
  return pieces`On-call was to be told (${outside(message)}). ${whyInEnglish(why)}${answered ? '' : NO_ANSWER}`;
}

function answerText({ channel, message, accepted, said, unclear }: AnswerLine): Pieces {
  if (unclear === 'sweep-died')
    return pieces`Channel ${outside(channel)} may have heard the message (${outside(message)}): a sweep that died while it told left no answer.`;
  const words = said === '' ? '' : pieces`${accepted ? ', receipt' : ':'} ${outside(said)}`;
  return accepted
    ? pieces`Told ${outside(channel)}: it took the message (${outside(message)})${words}.`
    : pieces`Channel ${outside(channel)} did not take the message (${outside(message)})${unclear === null ? '' : ', but may have heard it'}${words}.`;
}

function changeText({ what, who, comment }: ChangeLine): Pieces {
  const did = what === 'ack' ? 'acknowledged it, so that nobody is reminded' : 'took the acknowledgement back';
  return pieces`${who === null ? 'Somebody' : outside(who)} ${did}: ${outside(comment)}.`;
}

function judged({ verdict, reason, severity, source, destination }: RelayLine): Pieces {
  const from = source === '' ? '' : pieces` from ${outside(source)}`;
  const to = destination === '' ? '' : pieces` to ${outside(destination)}`;
  return pieces`judged ${outside(verdict)}, reason ${outside(reason)}, ${outside(severity)}${from}${to}`;
}

function lost({ lostSeconds }: RelayLine): Pieces {
  return [`Lost: ${duration(lostSeconds)} over all its stops.`];
}

function asOfText(asOf: AsOf): Pieces {
  return pieces`At ${instant(asOf.at)}: ${standingText(asOf)}.`;
}

function standingText(one: AsOf): Pieces {
  switch (one.is) {
    case 'unknown':
      return ['no fault was known'];
    case 'open':
      return ['it was open'];
    case 'not-open':
      return ['it was not open'];
    case 'over':
      return pieces`it had no fault; its last one ended as ${outside(one.event)}`;
    case 'seen':
      return pieces`it was sighted at ${instant(one.since)}, judged ${outside(one.verdict)} (${outside(one.reason)}), and not told; when such a fault passes, the journal does not say so`;
    case 'faulty': {
      const cause =
        one.causeKey === null ? 'told under no cause' : pieces`told under the cause ${outside(one.causeKey)}`;
      return pieces`it was judged ${outside(one.verdict)} (${outside(one.reason)}), ${outside(one.severity)}, since ${instant(one.since)}, ${cause}`;
    }
  }
}

function gapText(gap: GapFact): Pieces {
  switch (gap.lacks) {
    case 'all':
      return pieces`The journal has nothing from ${instant(gap.from)} to ${instant(gap.until)}.`;
    case 'beginning':
      return pieces`The journal has nothing from ${instant(gap.from)} to ${instant(gap.until)}: what happened then is not known.`;
    case 'sweeps':
      return pieces`The journal has no sweep from ${instant(gap.from)} to ${instant(gap.until)}: relaywatch did not run, or could not write it.`;
    case 'relays':
      return pieces`Incomplete sweeps in this time: ${gap.count}. What they did not see stayed as it was.`;
    case 'room':
      return pieces`Entries that the journal had no room for in this time: ${gap.count} (state.journal.mostBytesADay).`;
  }
}
