import { grouped } from '../../../base/grouped.ts';
import type { Wording } from '../wording.ts';
import { STEPS } from './advice.ts';
import { lines, timelineEntry } from './sentences.ts';
import { title } from './titles.ts';

export const english: Wording = {
  title,
  lines,
  timelineEntry,
  timelineLeftOut: (count) => `… ${grouped(count)} more`,
  step: (key, facts) => STEPS[key](facts),
  unknownPlace: 'unknown',
  words: {
    relays: 'Relays',
    steps: 'What to do',
    console: 'Live console',
    statusPage: 'Status page',
    runbook: 'Runbook',
    more: (count) => `and ${grouped(count)} more`,
    cut: '… shortened to fit this channel',
    digestTitle: (count) => `relaywatch: ${grouped(count)} messages in one`,
    digestLeftOut: (count, bySeverity) => `${grouped(count)} more left out (${bySeverity}); see relaywatch incidents`,
    severity: (severity) => severity,
  },
  templateProblem: (part, problem) => `The ${part} template was not used: ${problem}.`,
};
