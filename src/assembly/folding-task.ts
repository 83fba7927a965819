import type { ProgressReport } from '../engine/projecting/projection-progress';
import type { Log } from '../kernel/log';
import type { StoreConfig } from './stores';

/**
 * A `second` folds the second share of the projections beside a projector that is far behind; a `chaser` builds as well, at
 * the priority of the others.
 */
export type FoldingRole = 'projector' | 'second' | 'builder' | 'chaser';

/** What a thread is started with. */
export interface FoldingTask extends StoreConfig {
  readonly role: FoldingRole;
}

/**
 * What the thread tells; `work`: there is something for a builder to do; `caught up`: a second has; `outrun`: the log grows
 * too fast for a builder.
 */
export type FoldingMessage =
  | { readonly type: 'progress'; readonly report: ProgressReport }
  | { readonly type: 'work' | 'caught up' | 'outrun' }
  | { readonly type: 'loop'; readonly lagSeconds: number }
  | { readonly type: 'log'; readonly level: keyof Log; readonly message: string; readonly fields: object };
