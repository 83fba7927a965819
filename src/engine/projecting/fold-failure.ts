import type { Position } from '../../kernel/message';

/** A projection that met an event it cannot fold, and stays there. */
export interface FoldFailure {
  readonly projection: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** Of the event. */
  readonly type: string;
  /** When the event was decided, or met where that cannot be read. ISO 8601. */
  readonly at: string;
  readonly error: string;
}
