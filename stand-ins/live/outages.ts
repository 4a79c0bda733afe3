import type { Outage } from './life-cycle.ts';

/** Which end of a relay: where it pulls from or where it pushes to. */
export type Side = 'source' | 'destination';

/** The hosts that are down now. */
export class Outages {
  readonly #down = { source: new Map<string, Outage>(), destination: new Map<string, Outage>() };

  begin(side: Side, host: string, outage: Outage): void {
    this.#down[side].set(host, outage);
  }

  end(side: Side, host: string): void {
    this.#down[side].delete(host);
  }

  get none(): boolean {
    return this.#down.source.size + this.#down.destination.size === 0;
  }

  /** What a task between these hosts meets; its source first. */
  between(source: string | undefined, destination: string | undefined): Outage | undefined {
    const ofSource = source === undefined ? undefined : this.#down.source.get(source);
    return ofSource ?? (destination === undefined ? undefined : this.#down.destination.get(destination));
  }
}
