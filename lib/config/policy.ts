import * as z from 'zod/mini';
import { DEFAULT_POLICY as DEFAULT, type FaultKind, POLICY_RANGES as RANGES } from '../monitor/policy.ts';
import { SEVERITIES } from '../monitor/severity.ts';
import { numberIn, says, wholeIn, word } from './fields.ts';
import { criteria, matchOf } from './matches.ts';

const severity = word(SEVERITIES).check(says('How urgent; none tells nobody, and is still counted in the metrics.'));
const forSeconds = wholeIn(RANGES.forSeconds).check(
  says('How long it has to last before anybody is told, in seconds.'),
);
const repeatEverySeconds = wholeIn(RANGES.repeatEverySeconds).check(
  says('How long after a message on-call is reminded of what is still wrong, in seconds.'),
);

const fault = (kind: FaultKind, description: string) => {
  const usual = DEFAULT.verdicts[kind];
  const rule = z.strictObject(
    { severity: z._default(severity, usual.severity), forSeconds: z._default(forSeconds, usual.forSeconds) },
    { error: 'a section of severity, forSeconds' },
  );
  return z.prefault(rule.check(says(description)), {});
};

const verdicts = z.strictObject(
  {
    stopped: fault('stopped', 'Stopped by a fault, or after its retries.'),
    'missed-start': fault('missed-start', 'Idle past its StartTime and startGraceSeconds.'),
    recovering: fault(
      'recovering',
      'Live is retrying. Told earlier when two thirds of its own retries (RetryCount × RetryInterval) are over before.',
    ),
    'stopped-unexplained': fault('stopped-unexplained', "Stopped without a reason, as an operator's stop may look."),
    unknown: fault('unknown', 'A status that Live does not document.'),
    'expected-missing': fault('expected-missing', 'Fewer relays run than expect: asks for.'),
    'destination-conflict': fault('destination-conflict', 'Two running relays push to one destination.'),
    stalled: fault('stalled', 'Running without progress; see stalledAfterSweeps.'),
    'ending-soon': fault('ending-soon', 'Near its EndTime; see endingSoonSeconds.'),
    'monitor-blind': fault('monitor-blind', 'Sweeps do not see all of the relays.'),
  } satisfies Record<FaultKind, unknown>,
  { error: 'a section of verdicts, each with severity and forSeconds' },
);

const flapping = z.strictObject(
  {
    stops: z._default(
      wholeIn(RANGES.flappingStops).check(says('This many stops within the flapping window count as flapping.')),
      DEFAULT.flapping.stops,
    ),
    withinSeconds: z._default(
      wholeIn(RANGES.flappingWithinSeconds).check(says('That time, in seconds.')),
      DEFAULT.flapping.withinSeconds,
    ),
    quietSeconds: z._default(
      wholeIn(RANGES.flappingQuietSeconds).check(says('How long without a fault ends it, in seconds.')),
      DEFAULT.flapping.quietSeconds,
    ),
  },
  { error: 'a section of stops, withinSeconds, quietSeconds' },
);

const growth = z.strictObject(
  {
    factor: z._default(
      numberIn(RANGES.growthFactor).check(
        says('Told again when the cause has this many times the relays that were told.'),
      ),
      DEFAULT.growth.factor,
    ),
    least: z._default(
      wholeIn(RANGES.growthLeast).check(says('With fewer relays than this, growth is not told.')),
      DEFAULT.growth.least,
    ),
  },
  { error: 'a section of factor, least' },
);

const { region, name, source, destination, verdict } = criteria;
const override = z
  .strictObject(
    {
      match: matchOf({ region, name, source, destination, verdict }).check(says('The relays that it is about.')),
      severity: z.optional(severity),
      forSeconds: z.optional(forSeconds),
      repeatEverySeconds: z.optional(repeatEverySeconds),
    },
    { error: 'a section with match, and severity, forSeconds or repeatEverySeconds' },
  )
  .check(
    z.refine((rule) => Object.keys(rule).some((key) => key !== 'match'), {
      error: 'at least one of severity, forSeconds, repeatEverySeconds beside match',
    }),
  );

/** Defaults and ranges come from lib/monitor/policy.ts. */
export const policy = z.strictObject(
  {
    verdicts: z.prefault(verdicts.check(says('What on-call is told of each verdict, and when.')), {}),
    startGraceSeconds: z._default(
      wholeIn(RANGES.startGraceSeconds).check(
        says('How long after its StartTime a relay may be idle before it counts as missed, in seconds.'),
      ),
      DEFAULT.startGraceSeconds,
    ),
    repeatEverySeconds: z._default(repeatEverySeconds, DEFAULT.repeatEverySeconds),
    flapping: z.prefault(flapping.check(says('When a relay that stops again and again is told once, and held.')), {}),
    endingGraceSeconds: z._default(
      wholeIn(RANGES.endingGraceSeconds).check(says('A stop so shortly before EndTime is information, in seconds.')),
      DEFAULT.endingGraceSeconds,
    ),
    startingSeconds: z._default(
      wholeIn(RANGES.startingSeconds).check(says('A stop so shortly after StartTime is critical, in seconds.')),
      DEFAULT.startingSeconds,
    ),
    growth: z.prefault(growth.check(says('When a cause that has more relays than were told pages again.')), {}),
    endingSoonSeconds: z._default(
      wholeIn(RANGES.endingSoonSeconds).check(says('How long before EndTime a relay is ending soon; 0 is off.')),
      DEFAULT.endingSoonSeconds,
    ),
    stalledAfterSweeps: z._default(
      wholeIn(RANGES.stalledAfterSweeps).check(
        says(
          'A vod relay without progress for this many sweeps is stalled; 0 turns it off, since it needs memory for each.',
        ),
      ),
      DEFAULT.stalledAfterSweeps,
    ),
    overrides: z._default(
      z
        .array(override, { error: 'a list of exceptions' })
        .check(says('Exceptions for some relays. Of each setting, the last exception that fits and says it wins.')),
      [],
    ),
  },
  { error: 'a section' },
);
