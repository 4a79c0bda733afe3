import { accountIn } from '../../functions/callback/account-address.ts';
import { createReceiver, MOST_CALLBACK_BYTES, type Receiver, reply } from '../../functions/callback/receive.ts';
import { Refusals } from '../../functions/callback/refusals.ts';
import { type Log, logOfAccount } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import type { Config } from '../../lib/config/schema.ts';
import { createHintBox, type HintBox } from '../../lib/state/hints.ts';
import { type HintsHere, hintsHere } from '../../lib/state/hints-here.ts';
import { memoryTexts } from '../../lib/state/memory-texts.ts';
import { type LocalServer, serveLocally } from '../../lib/status/local-server.ts';
import { listening } from '../listening.ts';
import { UsageError } from '../usage-error.ts';
import type { WatchFlags } from './watched-config.ts';

interface Stored {
  readonly hints: HintBox;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where to listen. */
export interface ReceivingPlace {
  readonly port: number;
  /** Absent: this machine only, behind a proxy. */
  readonly address?: string | undefined;
}

/** Where callbacks are kept: beside the state, so that what was accepted outlives this process; without one, in memory. */
export function keptHints(beside?: HintBox | null): HintsHere {
  return hintsHere(beside ?? createHintBox(memoryTexts(new Map())));
}

/** Starts a receiver where the flags say, or explains why its port is not available. @throws RelaywatchError */
export function receiving(
  { callbacks: port = 0, callbacksAddress: address }: WatchFlags,
  start: (place: ReceivingPlace) => Promise<LocalServer>,
): Promise<LocalServer> {
  return listening(port, () => start({ port, address }), '--callbacks');
}

/** Receives callbacks in this process. @throws UsageError without a token */
export async function receiveCallbacks(config: Config, asked: Stored & ReceivingPlace): Promise<LocalServer> {
  return served(receiverOf(config, asked), asked);
}

/** One of several accounts, whose callbacks are received. */
export interface ReceivingAccount extends Stored {
  readonly name: string;
  readonly config: Config;
}

/**
 * Receives the callbacks of several accounts, each at its own address and with its own token. What is for none of them is
 * answered like a wrong token. @throws UsageError without any account, or for one without a token
 */
export async function receiveForAccounts(
  accounts: readonly ReceivingAccount[],
  place: ReceivingPlace,
): Promise<LocalServer> {
  if (accounts.length === 0) throw new UsageError(NO_TOKEN);
  const receivers = new Map(accounts.map(({ name, config, ...stored }) => [name, receiverOf(config, stored)]));
  const names = [...receivers.keys()];
  return served(async (request) => receivers.get(accountIn(request.path, names) ?? '')?.(request) ?? reply(404), place);
}

const NO_TOKEN = '--callbacks needs callbacks.token in the configuration';

function receiverOf(config: Config, { hints, clock, log }: Stored): Receiver {
  const { token, previousToken } = config.callbacks ?? {};
  if (token === undefined) throw new UsageError(NO_TOKEN);
  return createReceiver({
    tokens: { token, previousToken },
    regions: config.live.regions,
    hints,
    refusals: new Refusals(clock, 'watch'),
    clock,
    log: logOfAccount(log, config.account),
    // whoever waits for hints of this process hears of it when one is stored
    wake: async () => undefined,
  });
}

function served(receiver: Receiver, { port, address }: ReceivingPlace): Promise<LocalServer> {
  const options = { port, mostBodyBytes: MOST_CALLBACK_BYTES, anyHost: true };
  return serveLocally(receiver, address === undefined ? options : { ...options, address });
}
