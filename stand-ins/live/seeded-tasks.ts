import { hash32, scramble32, share, unscramble32 } from './random.ts';
import type { TaskDefinition, TaskSchedule, TaskState, TaskTexts } from './task.ts';

const SOURCE_HOSTS = 12;
const DESTINATION_HOSTS = 8;
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const GOLDEN = 0.6180339887498949;

/** Which stream of draws a field takes, so that fields do not depend on each other. */
const DRAW = { id: 1, region: 5, kind: 6, source: 7, destination: 8, start: 9, end: 10, reason: 11, text: 12 } as const;

/**
 * Tasks computed from a seed and their place in the order of creation, so that a million of them take no memory.
 * A task's life stays as it is for at least five hours after `baseMs`: the default fleet is steady.
 */
export class SeededTasks {
  readonly #seed: number;
  readonly #baseMs: number;
  readonly #canary: string | undefined;
  readonly #givenCallbackUrl: string | undefined;
  readonly #regionEnds: readonly number[];

  /**
   * @param baseMs the instant that all times are relative to; @param regions in order of size, roughly
   * @param callbackUrl of every task; else some have a made-up one
   */
  constructor(
    seed: number,
    baseMs: number,
    regions: number,
    canary: string | undefined,
    callbackUrl?: string | undefined,
  ) {
    this.#seed = seed >>> 0;
    this.#baseMs = Math.floor(baseMs / SECOND) * SECOND;
    this.#canary = canary;
    this.#givenCallbackUrl = callbackUrl;
    this.#regionEnds = unevenEnds(this.#seed, regions);
  }

  /** Sorts slots as their ids sort as texts: it is the head of the id. */
  idRank(slot: number): number {
    return scramble32((slot + this.#seed) >>> 0);
  }

  taskId(slot: number): string {
    const head = hex8(this.idRank(slot));
    const a = hex8(hash32(this.#seed, slot, DRAW.id));
    const b = hex8(hash32(this.#seed, slot, DRAW.id + 1));
    const c = hex8(hash32(this.#seed, slot, DRAW.id + 2));
    return `${head}-${a.slice(0, 4)}-4${a.slice(4, 7)}-a${b.slice(0, 3)}-${b.slice(3, 7)}${c}`;
  }

  /** The slot whose id this is, if it is one; no look-up table is needed, as the id's head is a permutation. */
  slotOf(taskId: string): number | undefined {
    const head = /^([0-9a-f]{8})-/.exec(taskId)?.[1];
    if (head === undefined) return undefined;
    const slot = (unscramble32(Number.parseInt(head, 16)) - this.#seed) >>> 0;
    return this.taskId(slot) === taskId ? slot : undefined;
  }

  /** Index into the list of regions. */
  regionOf(slot: number): number {
    const drawn = share(this.#seed, slot, DRAW.region);
    const index = this.#regionEnds.findIndex((end) => drawn < end);
    return index === -1 ? this.#regionEnds.length - 1 : index;
  }

  /** Undefined for vod: those sources are media ids, not hosts. */
  sourceHostOf(slot: number): string | undefined {
    if (this.#sourceType(slot) === 'vod') return undefined;
    return `source-${1 + (hash32(this.#seed, slot, DRAW.source) % SOURCE_HOSTS)}.example.com`;
  }

  destinationHostOf(slot: number): string {
    return `push-${1 + (hash32(this.#seed, slot, DRAW.destination) % DESTINATION_HOSTS)}.example.com`;
  }

  /** About 94% running, 2% not started, 1% recovering, 2% stopped, 1% exited; exact to a task or two. */
  stateOf(slot: number): TaskState {
    // The golden ratio spreads shares evenly, so even a small fleet has some of each.
    const place = (slot * GOLDEN + share(this.#seed, 0, DRAW.kind)) % 1;
    const past = this.#baseMs - Math.floor(share(this.#seed, slot, DRAW.start) * 3600) * SECOND;
    if (place < 0.94) return { kind: 'running' };
    if (place < 0.96) return { kind: 'scheduled' };
    if (place < 0.97) return { kind: 'recovering', sinceMs: past, reason: this.#faultReason(slot) };
    if (place < 0.99) return { kind: 'stopped', reason: this.#stopReason(slot) };
    return { kind: 'exited', atMs: past, reason: this.#exitReason(slot) };
  }

  scheduleOf(slot: number): TaskSchedule {
    const state = this.stateOf(slot);
    const early = Math.floor(share(this.#seed, slot, DRAW.start) * 5 * 24) * HOUR;
    const late = Math.floor(share(this.#seed, slot, DRAW.end) * 6 * 24 * 3600) * SECOND;
    const startMs = state.kind === 'scheduled' ? this.#baseMs + 2 * HOUR + early / 5 : this.#baseMs - 2 * HOUR - early;
    const overEnd = state.kind === 'exited' && state.reason === 'OverEndTime';
    const endMs = overEnd ? state.atMs : this.#baseMs + 48 * HOUR + late;
    // Tasks that recover from the start do so for a whole day, or the fleet would not be steady.
    const recovering = state.kind === 'recovering';
    return { startMs, endMs, retryCount: recovering ? 288 : 3, retryIntervalSeconds: recovering ? 300 : 60 };
  }

  textsOf(slot: number): TaskTexts {
    const number = String(slot).padStart(6, '0');
    const draw = hash32(this.#seed, slot, DRAW.text);
    const sourceType = this.#sourceType(slot);
    const noted = this.#canary !== undefined || draw % 3 === 0;
    const live = sourceType === 'live';
    return {
      name: draw % 40 === 0 ? `赛事转推-${number}` : `relay-${number}`,
      sourceType,
      sourceProtocol: live ? 'rtmp' : undefined,
      sourceUrls: this.#sourceUrls(slot, number),
      dstUrl: this.#url('rtmp', this.destinationHostOf(slot), 'ingest', number, draw),
      callbackUrl: this.#givenCallbackUrl ?? (noted ? this.#callbackUrl(draw) : undefined),
      repeatNumber: live ? 0 : -1,
      fileIndex: 0,
      offset: 0,
      authKey: noted ? (this.#canary ?? `key-${hex8(draw)}`) : undefined,
      reqAuth: noted ? (this.#canary ?? 'yes') : undefined,
      notifyItemSwitch: noted ? 'on' : undefined,
    };
  }

  definitionOf(slot: number): TaskDefinition {
    const texts = this.textsOf(slot);
    const schedule = this.scheduleOf(slot);
    // Field by field: a page has a hundred of these, and merging by spread takes ten times as long.
    return {
      startMs: schedule.startMs,
      endMs: schedule.endMs,
      retryCount: schedule.retryCount,
      retryIntervalSeconds: schedule.retryIntervalSeconds,
      name: texts.name,
      sourceType: texts.sourceType,
      sourceProtocol: texts.sourceProtocol,
      sourceUrls: texts.sourceUrls,
      dstUrl: texts.dstUrl,
      callbackUrl: texts.callbackUrl,
      repeatNumber: texts.repeatNumber,
      fileIndex: texts.fileIndex,
      offset: texts.offset,
      authKey: texts.authKey,
      reqAuth: texts.reqAuth,
      notifyItemSwitch: texts.notifyItemSwitch,
    };
  }

  #sourceType(slot: number): 'live' | 'vod' | 'url' {
    const drawn = share(this.#seed, slot, DRAW.kind);
    if (drawn < 0.9) return 'live';
    return drawn < 0.96 ? 'vod' : 'url';
  }

  #sourceUrls(slot: number, number: string): readonly string[] {
    const host = this.sourceHostOf(slot);
    const draw = hash32(this.#seed, slot, DRAW.source);
    if (host === undefined) return [`${hex8(draw)}${hex8(~draw)}71ee80b0c45e6732`, `${hex8(~draw)}${hex8(draw)}`];
    if (this.#sourceType(slot) === 'live') return [this.#url('rtmp', host, 'live', number, draw)];
    return [this.#url('https', host, 'films', `${number}.mp4`, draw)];
  }

  /** With a canary it stands wherever a secret may: user info, last part of the path and query. */
  #url(scheme: string, host: string, folder: string, stream: string, draw: number): string {
    const key = `auth_key=${4102444800 + (draw % 1000)}-0-0-${hex8(draw)}${hex8(~draw)}`;
    if (this.#canary === undefined) return `${scheme}://${host}/${folder}/stream-${stream}?${key}`;
    const secret = encodeURIComponent(this.#canary);
    return `${scheme}://user:${secret}@${host}/${folder}/${secret}-${stream}?${key}&token=${secret}`;
  }

  #callbackUrl(draw: number): string {
    const token = this.#canary === undefined ? hex8(draw) : encodeURIComponent(this.#canary);
    const user = this.#canary === undefined ? '' : `user:${token}@`;
    return `https://${user}hooks.example.com/relay?token=${token}`;
  }

  #faultReason(slot: number): string {
    return share(this.#seed, slot, DRAW.reason) < 0.6 ? 'PullStreamFailed' : 'PushStreamFailed';
  }

  #stopReason(slot: number): string | undefined {
    const drawn = share(this.#seed, slot, DRAW.reason);
    if (drawn < 0.4) return 'PullStreamFailed';
    if (drawn < 0.65) return 'PushStreamFailed';
    if (drawn < 0.75) return 'UnknownError';
    return drawn < 0.87 ? 'TriggerByUser' : undefined;
  }

  #exitReason(slot: number): string {
    return share(this.#seed, slot, DRAW.reason) < 0.7 ? 'OverEndTime' : 'TriggerByUser';
  }
}

function hex8(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** Upper ends in [0, 1] of each region's share; the first region is the largest, as in most accounts. */
function unevenEnds(seed: number, regions: number): number[] {
  const weights = Array.from({ length: regions }, (_, i) => (0.7 + 0.6 * share(seed, i, 99)) / (i + 1) ** 1.3);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let end = 0;
  return weights.map((weight) => {
    end += weight / total;
    return end;
  });
}
