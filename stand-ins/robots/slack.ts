import type { RobotReply, RobotRequest, RobotServerOptions, RobotStandIn } from './robot.ts';
import { isRecord, startRobotServer } from './robot-server.ts';
import { SlidingWindow } from './sliding-window.ts';

export interface SlackStandInOptions extends RobotServerOptions {
  /** Path of the webhook. Default: `/services/T000/B000/token`. */
  readonly address?: string;
  /** The word (and its status) that a broken webhook answers. Default: `no_service`, 404. */
  readonly brokenWord?: readonly [number, string];
  /** Whether a 429 says how long to wait, in header and body. Default: true. */
  readonly retryAfter?: boolean;
}

const MOST_BLOCKS = 50;
const SECTION_CHARS = 3_000;
const HEADER_CHARS = 150;
const CONTEXT_ELEMENTS = 10;
const ALL_BLOCKS_CHARS = 13_000;
/** What Slack shows and the stand-in does not count: refused, so that no limit is exceeded unseen. */
const NOT_SHOWN = ['attachments', 'metadata', 'thread_ts'];
/** What a block may hold, by its type. */
const BLOCK_FIELDS: Readonly<Record<string, readonly string[]>> = {
  header: ['text'],
  section: ['text'],
  context: ['elements'],
  divider: [],
};

/**
 * A Slack incoming webhook: one message a second, blocks checked, `ok` as text.
 * Source: alerting-backends §4.
 */
export function startSlackStandIn(options: SlackStandInOptions = {}): Promise<RobotStandIn> {
  const address = options.address ?? '/services/T000/B000/token';
  const second = new SlidingWindow(1_000);
  return startRobotServer(
    {
      address,
      answer(request) {
        if (request.url.pathname !== new URL(address, 'http://h').pathname) return word(404, 'no_service');
        if (!second.admits(1, request.nowMs)) return throttled(options);
        const problem = problemOf(request);
        return problem === null ? { status: 200, body: 'ok', shown: true } : word(400, problem);
      },
      throttled: () => throttled(options),
      broken: () => word(...(options.brokenWord ?? ([404, 'no_service'] as const))),
    },
    options,
  );
}

function word(status: number, body: string): RobotReply {
  return { status, body, shown: false };
}

function throttled({ retryAfter = true }: SlackStandInOptions): RobotReply {
  if (!retryAfter) return word(429, 'rate_limited');
  const body = { retry_after: 1, ok: false, error: 'rate_limited' };
  return { status: 429, headers: { 'retry-after': '1' }, body, shown: false };
}

function problemOf({ body }: RobotRequest): string | null {
  if (body === null) return 'invalid_payload';
  if (NOT_SHOWN.some((name) => body[name] !== undefined)) return 'invalid_payload';
  const blocks = Array.isArray(body.blocks) ? body.blocks : [];
  const text = typeof body.text === 'string' ? body.text : '';
  if (blocks.length === 0 && text === '') return 'no_text';
  if (blocks.length > MOST_BLOCKS || !blocks.every(isGoodBlock)) return 'invalid_blocks';
  return charsOf(blocks) > ALL_BLOCKS_CHARS ? 'msg_blocks_too_long' : null;
}

function isGoodBlock(block: unknown): boolean {
  if (!isRecord(block)) return false;
  const known = ['type', 'block_id', ...(BLOCK_FIELDS[String(block.type)] ?? [])];
  if (!Object.keys(block).every((name) => known.includes(name))) return false;
  switch (block.type) {
    case 'header':
      return isText(block.text, ['plain_text'], HEADER_CHARS);
    case 'section':
      return isText(block.text, ['plain_text', 'mrkdwn'], SECTION_CHARS);
    case 'context':
      return (
        Array.isArray(block.elements) &&
        block.elements.length >= 1 &&
        block.elements.length <= CONTEXT_ELEMENTS &&
        block.elements.every((element) => isText(element, ['plain_text', 'mrkdwn'], SECTION_CHARS))
      );
    case 'divider':
      return true;
    default:
      return false;
  }
}

function isText(value: unknown, types: readonly string[], most: number): boolean {
  if (!isRecord(value) || typeof value.type !== 'string' || typeof value.text !== 'string') return false;
  return types.includes(value.type) && value.text.trim().length >= 1 && value.text.length <= most;
}

function charsOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + charsOf(one), 0);
  if (!isRecord(value)) return 0;
  const own = typeof value.text === 'string' ? value.text.length : charsOf(value.text);
  return own + charsOf(value.elements);
}
