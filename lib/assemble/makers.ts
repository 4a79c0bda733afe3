import type { LiveCredentials } from '../aliyun/credentials.ts';
import type { Log } from '../base/log.ts';
import type { Clock, Random } from '../base/time.ts';
import type { Present } from '../config/present.ts';

/** What every channel, backend and store can be built from. */
export interface PartDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Where the console channel writes. */
  readonly write: (text: string) => void;
  /** The keys for what is ours at Alibaba Cloud, which may not be those for Live. */
  readonly ownCredentials: LiveCredentials;
}

interface Typed {
  readonly type: string;
}

/** For each `type` of a section, the function that builds it. The compiler reports a type without one. */
export type Makers<Section extends Typed, Deps, Part> = {
  readonly [Type in Section['type']]: (settings: SectionOf<Section, Type>, deps: Deps) => Part;
};

type SectionOf<Section extends Typed, Type extends Section['type']> = {
  [Each in Type]: { readonly type: Each } & Present<Extract<Section, { readonly type: Each }>>;
}[Type];

/** Builds the part that a section of the configuration describes. */
export function made<Section extends Typed, Type extends Section['type'], Deps, Part>(
  makers: Makers<Section, Deps, Part>,
  settings: SectionOf<Section, Type>,
  deps: Deps,
): Part {
  return makers[settings.type](settings, deps);
}
