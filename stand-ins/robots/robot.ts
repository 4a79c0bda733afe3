import type { IncomingMessage } from 'node:http';

/**
 * How a robot behaves instead of answering as it should. `throttled` and `broken` are answered in the vendor's own way; the
 * rest happens on the way to the robot: `accepted-but-half` and `accepted-but-hang` accept the message and lose the answer.
 */
export type RobotTrouble =
  | 'none'
  | 'throttled'
  | 'broken'
  | 'html'
  | 'html-502'
  | 'empty'
  | 'http-500'
  | 'http-429'
  | 'http-429-retry-after-7'
  | 'redirect'
  | 'hang'
  | 'reset'
  | 'accepted-but-half'
  | 'accepted-but-hang';

export interface RobotRequest {
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly rawBody: string;
  readonly bytes: number;
  /** Null when the body is not a JSON object. */
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly nowMs: number;
}

export interface RobotReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is, an object as JSON. */
  readonly body: string | object;
  /** Whether the message was shown to people. */
  readonly shown: boolean;
}

/** What is different about a vendor's robot. */
export interface RobotRules {
  /** Path and query of the robot's address. */
  readonly address: string;
  /** The answer to a message when nothing is wrong with the robot itself. */
  answer(request: RobotRequest): RobotReply;
  /** The answers to a message while the robot is throttled or broken. */
  throttled(): RobotReply;
  broken(): RobotReply;
}

export interface ReceivedMessage {
  readonly atMs: number;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly bytes: number;
  /** Whether it was shown to people, whatever the answer said. */
  readonly shown: boolean;
  readonly status: number;
  readonly reply: string;
}

export interface RobotStandIn {
  /** The robot's whole address, token included. */
  readonly url: string;
  readonly port: number;
  /** The last 1,000 messages, refused ones included. */
  received(): readonly ReceivedMessage[];
  /** How later messages are answered. With a list, one entry per message, the last one from then on. */
  misbehave(trouble: RobotTrouble | readonly RobotTrouble[]): void;
  close(): Promise<void>;
}

export interface RobotServerOptions {
  /** Default: any free one. */
  readonly port?: number | undefined;
  /** Limits are counted on this. Default: the machine's clock. */
  readonly nowMs?: (() => number) | undefined;
}
