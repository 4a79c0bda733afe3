import type { Language } from '../../lib/alerts/text/compose.ts';
import type { Clock } from '../../lib/base/time.ts';
import type { HandChange } from '../../lib/monitor/hand-change.ts';
import type { changeByHand } from '../../lib/state/change-by-hand.ts';
import type { Known } from '../../lib/status/known.ts';
import type { StatusSettings } from '../../lib/status/settings.ts';
import type { AssetFiles } from './assets.ts';
import type { Access } from './entry.ts';
import type { PastSite } from './past.ts';

/** What the pages need. */
export interface Site extends PastSite {
  readonly access: Access;
  readonly settings: StatusSettings;
  readonly language: Language;
  readonly assets: AssetFiles;
  readonly clock: Clock;
  /** What is known at present; null when no state is configured. @throws whatever its store throws */
  readonly known: (() => Promise<Known>) | null;
  /** How they change the state; absent or null where they may not. */
  readonly writing?: Writing | null;
  /** Called with the reason why the state could not be read, which the client is not told. */
  readonly onFailure: (error: unknown) => void;
}

/** How the pages change the state. */
export interface Writing {
  /** @throws StateError */
  change(change: HandChange): ReturnType<typeof changeByHand>;
  /** Where the pages are, as configured. */
  readonly ownUrl: string | undefined;
}
