import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service, SoakEvent } from './schedule.ts';
import type { Services } from './services.ts';
import { churn } from './truth.ts';
import type { WorldClock } from './world-clock.ts';

const EDITS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  chinese: { language: 'zh' },
  'small-pages': { live: { pageSize: 11 } },
  'no-metrics': { metrics: [] },
  'few-lookups': { sweep: { describeBudget: 3 } },
  broken: { regions: [] },
};

interface MishapParts {
  readonly services: Services;
  readonly clock: WorldClock;
  readonly folder: string;
  readonly faults: Map<string, number>;
}

/** What a schedule does to the services, the relays, the state and the configuration, and takes back. */
export class Mishaps {
  readonly #parts: MishapParts;
  readonly #spoiltUntil = new Map<Service, number>();
  #round = 0;
  /** What has to be put back before the next round. */
  #putBack: { readonly key: string; readonly text: string } | null = null;

  constructor(parts: MishapParts) {
    this.#parts = parts;
  }

  /** Puts back what was for the last rounds only. */
  async beginRound(round: number): Promise<void> {
    this.#round = round;
    for (const [service, until] of this.#spoiltUntil) {
      if (until > this.#round) continue;
      this.#parts.services.gates[service].mend();
      this.#spoiltUntil.delete(service);
    }
    if (this.#putBack) this.#parts.services.plant(this.#putBack.key, this.#putBack.text);
    this.#putBack = null;
    await this.configure({});
  }

  /** Whatever of an event happens before the sweep of its round. */
  async prepare(event: SoakEvent): Promise<void> {
    const { fleet } = this.#parts.services.live;
    switch (event.do) {
      case 'gate':
        this.#parts.services.gates[event.service].spoil(event.fault, event.share);
        this.#spoiltUntil.set(event.service, this.#round + event.rounds);
        return;
      case 'snapshot':
        count(this.#parts.faults, `snapshot: ${event.how}`);
        return this.#spoilSnapshot(event.how);
      case 'configuration':
        count(this.#parts.faults, `configuration: ${event.edit}`);
        return this.configure(EDITS[event.edit] ?? {});
      case 'source-dies':
        fleet.failSource(`source-${event.host}.example.com`, { count: 1_000, immediate: true });
        break;
      case 'destination-dies':
        fleet.failDestination(`push-${event.host}.example.com`, { count: 1_000, immediate: true });
        break;
      case 'source-heals':
        for (const { slot, state, definition } of [...fleet.tasks()])
          if (state.kind === 'stopped' && definition.sourceUrls[0]?.includes(`//source-${event.host}.`))
            fleet.restart(slot);
        break;
      case 'storm':
        fleet.storm(event.count, 'UnknownError');
        break;
      case 'user-stop':
        fleet.userStop({ count: event.count });
        break;
      case 'churn':
        churn(fleet, event.count, event.seed, this.#parts.clock.nowMs());
        break;
      default:
        return;
    }
    count(this.#parts.faults, `relays: ${event.do}`);
  }

  #spoilSnapshot(how: 'torn' | 'empty' | 'future'): void {
    const newest = this.#parts.services.newestSnapshot();
    if (!newest) return;
    const { key, text } = newest;
    if (how === 'torn') this.#parts.services.plant(key, text.slice(0, text.length / 2));
    if (how === 'empty') this.#parts.services.plant(key, '');
    if (how !== 'future') return;
    this.#parts.services.plant(key, JSON.stringify({ ...(JSON.parse(text) as object), version: 999 }));
    this.#putBack = newest;
  }

  async configure(edit: Readonly<Record<string, unknown>>): Promise<void> {
    const whole: Record<string, unknown> = { ...this.#parts.services.config };
    for (const [section, value] of Object.entries(edit)) {
      const before = whole[section];
      const isSection = !Array.isArray(value) && typeof value === 'object' && typeof before === 'object';
      whole[section] = isSection ? { ...before, ...value } : value;
    }
    await writeFile(join(this.#parts.folder, 'relaywatch.json'), JSON.stringify(whole));
  }
}

export function count(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
