import * as z from 'zod/mini';
import { DEFAULT_POLICY as DEFAULT, type FaultKind, POLICY_RANGES as RANGES } from '../monitor/policy.ts';
import { SEVERITIES } from '../monitor/severity.ts';
import { numberIn, says, wholeIn, word } from './fields.ts';
import { criteria, matchOf } from './matches.ts';

const severity = word(SEVERITIES).check(
  says('How urgent it is. With none, nobody is notified; metrics still count it.'),
);
const forSeconds = wholeIn(RANGES.forSeconds).check(
  says('How long it must last before anybody is notified, in seconds.'),
);
const repeatEverySeconds = wholeIn(RANGES.repeatEverySeconds).check(
  says('How long after a message on-call is reminded of a lasting fault, in seconds.'),
);

const fault = (kind: FaultKind, description: string) => {
  const usual = DEFAULT.verdicts[kind];
  const rule = z.strictObject(
    { severity: z._default(severity, usual.severity), forSeconds: z._default(forSeconds, usual.forSeconds) },
    { error: 'a section with severity, forSeconds' },
  );
  return z.prefault(rule.check(says(description)), {});
};

const verdicts = z.strictObject(
  {
    stopped: fault('stopped', 'Stopped by a fault, or after its retries.'),
    'missed-start': fault('missed-start', 'Idle past its StartTime and startGraceSeconds.'),
    recovering: fault(
      'recovering',
      'Live is retrying. Notified earlier if two thirds of its own retries (RetryCount × RetryInterval) are over before that.',
    ),
    'stopped-unexplained': fault(
      'stopped-unexplained',
      "Stopped without a reason; an operator's stop may look like this.",
    ),
    unknown: fault('unknown', 'A status that Live does not document.'),
    'expected-missing': fault('expected-missing', 'Fewer relays run than expect: asks for.'),
    'destination-conflict': fault('destination-conflict', 'Two running relays push to one destination.'),
    stalled: fault('stalled', 'Running without progress; see stalledAfterSweeps.'),
    'ending-soon': fault('ending-soon', 'Near its EndTime; see endingSoonSeconds.'),
    'monitor-blind': fault('monitor-blind', 'Sweeps do not see all of the relays.'),
    'accounts-behind': fault(
      'accounts-behind',
      'One of several accounts is not swept, or its sweeps do not see its relays, or nobody hears its messages.',
    ),
  } satisfies Record<FaultKind, unknown>,
  { error: 'a section with verdicts, each with severity and forSeconds' },
);

const flapping = z.strictObject(
  {
    stops: z._default(
      wholeIn(RANGES.flappingStops).check(says('How many stops within withinSeconds count as flapping.')),
      DEFAULT.flapping.stops,
    ),
    withinSeconds: z._default(
      wholeIn(RANGES.flappingWithinSeconds).check(says('The time in which stops are counted, in seconds.')),
      DEFAULT.flapping.withinSeconds,
    ),
    quietSeconds: z._default(
      wholeIn(RANGES.flappingQuietSeconds).check(
        says('How long a relay must run without a fault until flapping ends, in seconds.'),
      ),
      DEFAULT.flapping.quietSeconds,
    ),
  },
  { error: 'a section with stops, withinSeconds, quietSeconds' },
);

const growth = z.strictObject(
  {
    factor: z._default(
      numberIn(RANGES.growthFactor).check(
        says('Notified again when the cause has this many times the relays that were last reported.'),
      ),
      DEFAULT.growth.factor,
    ),
    least: z._default(
      wholeIn(RANGES.growthLeast).check(says('Growth of a cause with fewer relays than this is not reported.')),
      DEFAULT.growth.least,
    ),
  },
  { error: 'a section with factor, least' },
);

const { region, name, source, destination, verdict } = criteria;
const override = z
  .strictObject(
    {
      match: matchOf({ region, name, source, destination, verdict }).check(says('The relays that it applies to.')),
      severity: z.optional(severity),
      forSeconds: z.optional(forSeconds),
      repeatEverySeconds: z.optional(repeatEverySeconds),
    },
    { error: 'a section with match, and severity, forSeconds or repeatEverySeconds' },
  )
  .check(
    z.refine((rule) => Object.keys(rule).some((key) => key !== 'match'), {
      error: 'at least one of severity, forSeconds, repeatEverySeconds in addition to match',
    }),
  );

/** Defaults and ranges come from lib/monitor/policy.ts. */
export const policy = z.strictObject(
  {
    verdicts: z.prefault(
      verdicts.check(says('How urgent each verdict is, and how long it must last before on-call is notified.')),
      {},
    ),
    startGraceSeconds: z._default(
      wholeIn(RANGES.startGraceSeconds).check(
        says('How long after its StartTime a relay may be idle before it counts as missed, in seconds.'),
      ),
      DEFAULT.startGraceSeconds,
    ),
    repeatEverySeconds: z._default(repeatEverySeconds, DEFAULT.repeatEverySeconds),
    flapping: z.prefault(
      flapping.check(says('When a relay counts as stopping again and again: it is reported once, then held.')),
      {},
    ),
    endingGraceSeconds: z._default(
      wholeIn(RANGES.endingGraceSeconds).check(
        says('A stop this shortly before EndTime, in seconds, is only information.'),
      ),
      DEFAULT.endingGraceSeconds,
    ),
    startingSeconds: z._default(
      wholeIn(RANGES.startingSeconds).check(says('A stop this shortly after StartTime, in seconds, is critical.')),
      DEFAULT.startingSeconds,
    ),
    growth: z.prefault(growth.check(says('When a cause that has grown pages again.')), {}),
    endingSoonSeconds: z._default(
      wholeIn(RANGES.endingSoonSeconds).check(
        says('How long before EndTime a relay counts as ending soon, in seconds; 0 turns it off.'),
      ),
      DEFAULT.endingSoonSeconds,
    ),
    stalledAfterSweeps: z._default(
      wholeIn(RANGES.stalledAfterSweeps).check(
        says(
          'A vod relay without progress for this many sweeps is stalled. 0 turns it off: it takes memory for each such relay.',
        ),
      ),
      DEFAULT.stalledAfterSweeps,
    ),
    overrides: z._default(
      z
        .array(override, { error: 'a list of exceptions' })
        .check(says('Exceptions for some relays. For each setting, the last matching exception that has it wins.')),
      [],
    ),
  },
  { error: 'a section' },
);
