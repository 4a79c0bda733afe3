import * as z from 'zod/mini';
import { readWatch } from '../../lib/state/snapshot.ts';
import { parseSnapshot } from '../../lib/state/snapshot-text.ts';
import { ArrivalLedger } from './arrivals.ts';
import type { Truth } from './truth.ts';

export interface Violation {
  readonly promise: string;
  readonly detail: string;
}

const message = z.object({
  data: z.object({
    id: z.string(),
    dedupKey: z.string(),
    kind: z.string(),
    examples: z.optional(z.array(z.object({ taskId: z.string() }))),
  }),
});

interface Story {
  readonly kinds: string[];
  /** When it was last opened, and the relays that were named since. */
  openedMs: number;
  readonly relays: Set<string>;
}

const BEGINS = new Set(['open', 'flapping']);
const TELLS_ONCE = new Set(['summary', 'mute-ended', 'report']);
/** What is not about relays: their causes are open as long as a channel or the state is broken. */
const OF_ITSELF = new Set(['channel-broken', 'state-broken']);

/** Compares what was told with what is true. */
export class Oracle {
  readonly violations: Violation[] = [];
  readonly arrivals = new ArrivalLedger((detail) => this.blame('never above the limit', detail));
  readonly #truth: Truth;
  readonly #canaries: readonly string[];
  readonly #stories = new Map<string, Story>();
  readonly #keyOfMessage = new Map<string, string>();
  /** Causes of which the webhook refused a message for good, and has taken none since. */
  readonly #refused = new Set<string>();
  messages = 0;

  constructor(truth: Truth, canaries: readonly string[]) {
    this.#truth = truth;
    this.#canaries = canaries;
  }

  blame(promise: string, detail: string): void {
    if (this.violations.length < 50) this.violations.push({ promise, detail });
  }

  /** Whatever leaves the function: a body, a line of the log, an object. */
  seesText(where: string, text: string, allowed: readonly string[] = []): void {
    for (const canary of this.#canaries) {
      if (!allowed.includes(canary) && text.includes(canary)) this.blame('no secret out', `${canary} in ${where}`);
    }
  }

  /** A message that the pager took. */
  hears(body: string, nowMs: number): void {
    const { id, dedupKey, kind, examples = [] } = message.parse(JSON.parse(body)).data;
    const known = this.#keyOfMessage.get(id);
    if (known === undefined) this.messages += 1;
    if (known !== undefined && known !== dedupKey)
      this.blame('no repeat with another key', `message ${id} has ${known} and ${dedupKey}`);
    const isRepeat = known !== undefined;
    this.#keyOfMessage.set(id, dedupKey);
    this.#refused.delete(dedupKey);
    if (isRepeat || TELLS_ONCE.has(kind)) return;
    const story = this.#stories.get(dedupKey) ?? { kinds: [], openedMs: nowMs, relays: new Set<string>() };
    this.#stories.set(dedupKey, story);
    if (kind === 'resolved') this.#checkEnd(dedupKey, story);
    else this.#addTo(story, kind, examples, nowMs);
    story.kinds.push(kind);
  }

  /** A message that the webhook clearly refused: it may not get that one again once another channel took it, as docs/failures.md says. */
  refuses(body: string): void {
    this.#refused.add(message.parse(JSON.parse(body)).data.dedupKey);
  }

  #addTo(story: Story, kind: string, examples: readonly { taskId: string }[], nowMs: number): void {
    if (story.kinds.at(-1) === 'resolved' || story.kinds.length === 0) {
      story.openedMs = nowMs;
      story.relays.clear();
    }
    if (OF_ITSELF.has(kind)) return;
    for (const { taskId } of examples) {
      story.relays.add(taskId);
      if (BEGINS.has(kind) && taskId !== '' && !this.#truth.wasEverUnwell(taskId))
        this.blame('no false alarm', `${taskId} was told as down, and always ran`);
    }
  }

  #checkEnd(dedupKey: string, story: Story): void {
    for (const taskId of story.relays) {
      if (this.#truth.isDownSince(taskId, story.openedMs))
        this.blame('no wrong resolve', `${dedupKey} ended (${story.kinds.join(' ')}), and ${taskId} never came back`);
    }
  }

  /** All faults are over and sweeps have run: each relay that is down has been told, by a cause that is still open. */
  allIsTold(newestSnapshot: string, openElsewhere: readonly string[]): void {
    const read = parseSnapshot(newestSnapshot);
    if (read.kind !== 'readable') this.blame('state always loadable', `the newest snapshot is ${read.kind}`);
    const { watch = null, leftOut = 0 } = read.kind === 'readable' ? readWatch(read.snapshot.watch) : {};
    if (leftOut > 0) this.blame('state always loadable', `${leftOut} parts of the newest snapshot cannot be used`);
    const incidents = new Map(watch?.incidents.map(({ taskId, causeKey }) => [taskId, causeKey]));
    for (const taskId of this.#truth.down) {
      const key = incidents.get(taskId);
      if (!key) this.blame('no stop missed', `${taskId} is down, and no incident has it`);
      else if (!this.#isOpen(key) && !(this.#refused.has(key) && openElsewhere.includes(key))) {
        const told = this.#stories.get(key)?.kinds.join(' ') ?? 'nothing';
        this.blame('no message lost', `${taskId} of ${key} is down, and the pager heard: ${told}`);
      }
    }
  }

  #isOpen(key: string): boolean {
    const kinds = this.#stories.get(key)?.kinds ?? [];
    return kinds.length > 0 && kinds.at(-1) !== 'resolved';
  }

  /** All relays run again and sweeps have run: every story has its end. */
  allIsOver(openElsewhere: readonly string[]): void {
    for (const [key, { kinds }] of this.#stories) {
      if (OF_ITSELF.has(kinds[0] ?? '') && kinds.length === 1) continue;
      if (kinds.at(-1) !== 'resolved') this.blame('no message lost', `the end of ${key}, heard: ${kinds.join(' ')}`);
    }
    for (const key of openElsewhere) this.blame('no message lost', `the end of ${key} at PagerDuty`);
  }
}
