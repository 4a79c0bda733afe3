import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';

/** How a service can be spoiled on its way to the function; which of these each service knows. */
export const GATE_FAULTS = {
  live: [
    'reset',
    'hang',
    'http500',
    'http503',
    'html',
    'truncated',
    'throttled',
    'expired-keys',
    'wrong-total',
    'shuffled',
    'repeated-page',
    'slow',
  ],
  store: [
    'reset',
    'hang',
    'http500',
    'http503',
    'html',
    'truncated',
    'lost-answer',
    'refusing',
    'read-only',
    'full',
    'slow',
  ],
  metrics: ['reset', 'hang', 'http500', 'html', 'throttled', 'slow'],
  pager: ['reset', 'hang', 'http500', 'html', 'throttled', 'lost-answer', 'refusing', 'slow'],
  pagerduty: ['reset', 'hang', 'http500', 'html', 'throttled', 'lost-answer', 'refusing', 'slow'],
  chat: ['reset', 'hang', 'http500', 'html', 'lying', 'lost-answer', 'refusing', 'slow'],
} as const;

export type Service = keyof typeof GATE_FAULTS;
export type GateFault = (typeof GATE_FAULTS)[Service][number];

export type SoakEvent =
  | {
      readonly do: 'gate';
      readonly service: Service;
      readonly fault: GateFault;
      readonly share: number;
      readonly rounds: number;
    }
  | { readonly do: 'kill'; readonly afterMs: number }
  | { readonly do: 'overlap'; readonly afterMs: number }
  | { readonly do: 'dns' }
  | { readonly do: 'skew'; readonly minutes: number }
  | { readonly do: 'snapshot'; readonly how: 'torn' | 'empty' | 'future' }
  | {
      readonly do: 'callback';
      readonly how: 'true' | 'doubled' | 'forged' | 'lost' | 'no-token';
      readonly relay: number;
    }
  | { readonly do: 'configuration'; readonly edit: 'chinese' | 'small-pages' | 'no-metrics' | 'few-lookups' | 'broken' }
  | { readonly do: 'source-dies' | 'destination-dies' | 'source-heals'; readonly host: number }
  | { readonly do: 'storm' | 'user-stop'; readonly count: number; readonly seed: number }
  | { readonly do: 'churn'; readonly count: number; readonly seed: number };

/** What happens before and during one sweep, and how long after the one before it comes. */
export interface SoakRound {
  readonly leapSeconds: number;
  readonly events: readonly SoakEvent[];
}

export const SOURCES = 5;
export const DESTINATIONS = 4;

/** The rounds of one episode: the same for the same seed. */
export function scheduleOf(seed: number, rounds: number): SoakRound[] {
  const random = seededRandom(seed);
  return Array.from({ length: rounds }, () => ({
    leapSeconds: pick([10, 30, 60, 60, 60, 130, 600], random),
    events: Array.from({ length: 2 + Math.floor(random() * 4) }, () => anEvent(random)),
  }));
}

function anEvent(random: () => number): SoakEvent {
  const at = random();
  const count = 1 + Math.floor(random() * 12);
  const seed = Math.floor(random() * 2 ** 31);
  if (at < 0.46) return aGateFault(random);
  if (at < 0.54) return { do: 'kill', afterMs: Math.floor(random() ** 2 * 2_500) };
  if (at < 0.58) return { do: 'overlap', afterMs: Math.floor(random() * 800) };
  if (at < 0.6) return { do: 'dns' };
  if (at < 0.64) return { do: 'skew', minutes: Math.round((random() - 0.5) * 40) };
  if (at < 0.68) return { do: 'snapshot', how: pick(['torn', 'empty', 'future'] as const, random) };
  if (at < 0.73) {
    const how = pick(['true', 'doubled', 'forged', 'lost', 'no-token'] as const, random);
    return { do: 'callback', how, relay: seed };
  }
  if (at < 0.77) {
    const edits = ['chinese', 'small-pages', 'no-metrics', 'few-lookups', 'broken'] as const;
    return { do: 'configuration', edit: pick(edits, random) };
  }
  if (at < 0.84) return { do: 'source-dies', host: seed % SOURCES };
  if (at < 0.87) return { do: 'destination-dies', host: seed % DESTINATIONS };
  if (at < 0.92) return { do: 'source-heals', host: seed % SOURCES };
  if (at < 0.97) return { do: pick(['storm', 'user-stop'] as const, random), count, seed };
  return { do: 'churn', count, seed };
}

function aGateFault(random: () => number): SoakEvent {
  const service = pick(Object.keys(GATE_FAULTS) as Service[], random);
  const fault = pick<GateFault>(GATE_FAULTS[service], random);
  return { do: 'gate', service, fault, share: pick([0.2, 0.5, 1], random), rounds: pick([1, 1, 1, 2, 3], random) };
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}
