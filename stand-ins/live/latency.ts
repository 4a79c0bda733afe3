import { type Random, standardNormal } from './random.ts';

/** A network of both ways together `rttMs`, spread by `jitterMs`; `tail` makes some calls slower. Milliseconds. */
export interface LatencyOptions {
  readonly rttMs: number;
  readonly jitterMs: number;
  readonly tail?: { readonly share: number; readonly extraMs: number };
}

/** How long one call is on its way, each way. */
export interface Legs {
  readonly thereMs: number;
  readonly backMs: number;
}

/** Draws the two ways of one call, which do not depend on each other. */
export function drawLegs(options: LatencyOptions | undefined, random: Random): Legs {
  if (options === undefined) return { thereMs: 0, backMs: 0 };
  const there = drawLeg(options, random);
  const back = drawLeg(options, random);
  const late = options.tail !== undefined && random() < options.tail.share;
  if (!late) return { thereMs: there, backMs: back };
  const extra = random() * (options.tail?.extraMs ?? 0);
  return random() < 0.5 ? { thereMs: there + extra, backMs: back } : { thereMs: there, backMs: back + extra };
}

function drawLeg({ rttMs, jitterMs }: LatencyOptions, random: Random): number {
  const sigmas = Math.max(-3, Math.min(3, standardNormal(random)));
  return Math.max(Math.min(1, rttMs), rttMs / 2 + (jitterMs / 2) * sigmas);
}
