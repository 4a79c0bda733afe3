import { systemClock, type UtcDateTime } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { allBut, loadConfigWithout } from '../../lib/config/partial.ts';
import { signed } from '../../lib/status/access.ts';
import { print, printJson, say } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { momentAfter } from './moments.ts';

export interface StatusLinkFlags {
  readonly config?: string;
  readonly until: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** A link that is passed on is seen by many, so it must not be valid for longer than this. */
const LONGEST_DAYS = 7;

/** When the link ends. @throws UsageError */
function endOf({ until: asked }: StatusLinkFlags, now: UtcDateTime): UtcDateTime {
  const until = momentAfter(asked, now, '--until');
  if (until <= now) throw new UsageError('--until must lie ahead');
  if (until > now.plus({ days: LONGEST_DAYS })) {
    throw new UsageError(`--until must be at most ${LONGEST_DAYS} days ahead`);
  }
  return until;
}

/** Prints a link to the status page. Makes no calls. @returns the exit code. @throws ConfigError, UsageError */
export async function statusLinkCommand(flags: StatusLinkFlags): Promise<number> {
  const now = systemClock.nowUtc();
  const until = endOf(flags, now);
  const unused = allBut('status');
  const { status } = await loadConfigWithout(configPath(flags.config, process.env), process.env, unused);
  if (!status)
    throw new UsageError('the configuration has no status: section, and therefore no token to sign a link with');
  const url = flags.url ?? status.url;
  if (url === undefined) throw new UsageError('where is the page? Say status.url in the configuration, or --url');
  if (!URL.canParse(url)) throw new UsageError('--url must be a URL');
  const link = linkTo(url, signed('link', until, status));
  if (flags.json) {
    printJson({ link, until: until.toISO(), sessionHours: status.sessionHours });
    return 0;
  }
  print(link);
  say(`it can be used until ${until.toISO()} and opens the page for ${status.sessionHours} hours`);
  return 0;
}

/** The page may be served below a path; the trailing slash tells it so. */
function linkTo(url: string, key: string): string {
  const link = new URL(url);
  if (!link.pathname.endsWith('/')) link.pathname += '/';
  link.searchParams.set('key', key);
  return link.href;
}
