import { duration } from '../../alerts/text/en/words.ts';
import type { MuteFact, WaitFact, WhyFact } from '../story.ts';
import { instant, outside, type Pieces, pieces } from './pieces.ts';

/** Why on-call heard of it, or did not. A reason of another version of relaywatch is quoted. */
export function whyInEnglish(why: WhyFact): Pieces {
  switch (why.reason) {
    case 'first':
      return ['Nobody had been told of this cause yet.'];
    case 'worsened':
      return ['It was more serious than was told.'];
    case 'grew':
      return pieces`It had enough more relays than were told: ${why.factor} times as many, and at least ${why.least} (policy.growth).`;
    case 'spread':
      return ['It had reached a region that was not told.'];
    case 'reminder-due':
      return [
        'Nothing was new, but it was last told as long ago as policy.repeatEverySeconds, or an override of it, says.',
      ];
    case 'acknowledged':
      return ['A reminder was due, but somebody had acknowledged it and nothing was new since.'];
    case 'held-by-mute':
      return pieces`It was muted${muted(why.mute)}.`;
    case 'held-flapping':
      return pieces`None of its relays was down, but they had stopped so often that it only ends after ${duration(why.quietSeconds)} without a fault (policy.flapping.quietSeconds).`;
    case 'grew-too-little':
      return pieces`It had more relays than were told, but not both ${why.factor} times as many and at least ${why.least} (policy.growth), nor one of a new region.`;
    case 'shrank':
      return ['It had fewer relays than were told.'];
    case 'unchanged':
      return ['It was as it had been told.'];
    case 'newly-routed':
      return ['Other channels had been told; the routes led to this one for the first time.'];
    case 'all-over':
      return ['Its last relay had recovered, or was no fault any more for another reason.'];
    case 'before-watching':
      return ['It was there before watching began: told in one summary, and not again.'];
    case 'not-long-enough':
      return notLongEnough(why.wait);
  }
  return anotherReason(why);
}

/** What the types do not know of, a later version may have noted. */
function anotherReason({ reason }: { readonly reason: string }): Pieces {
  return pieces`The reason was "${outside(reason)}".`;
}

function muted(mute: MuteFact | null): Pieces {
  if (mute === null) return ['; by which window or silence is not in the journal, and none of those of today fits'];
  const what =
    mute.kind === 'window'
      ? pieces`the window "${outside(mute.name)}"`
      : pieces`${outside(mute.id.replace('/', ' '))} "${outside(mute.name)}"`;
  return mute.until === null ? pieces` by ${what} until recovery` : pieces` by ${what} until ${instant(mute.until)}`;
}

function notLongEnough(wait: WaitFact | null): Pieces {
  if (wait === null) return ['It had not lasted long enough to be told.'];
  const retries = wait.orRetries ? ", or for two thirds of the relay's own retries if that is less" : '';
  return pieces`It had not lasted for the ${duration(wait.seconds)} of ${outside(wait.line)}${retries}.`;
}
