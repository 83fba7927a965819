import { newId } from './ids';

/** On whose behalf a command runs, and what it belongs to. */
export interface CommandContext {
  readonly account: string;
  /** `<role>:<fingerprint of the key>`, `engine` or `sample`. */
  readonly actor: string;
  /** The same when a command is sent again under one Idempotency-Key: what it did before is found by it. */
  readonly commandId: string;
  /** Null: that of the stream's last event. */
  readonly correlationId: string | null;
  /** The id of the event that it follows from; null: the stream's last one. Lacking: it is what was sent itself. */
  readonly causedBy?: string | null;
  /** Awaited before anything is appended on behalf of the command: takes the Idempotency-Key it came with. */
  readonly reserve?: (() => Promise<void>) | undefined;
}

export const ENGINE_ACTOR = 'engine';
/** Who makes the sample of a new ledger. */
export const SAMPLE_ACTOR = 'sample';

/** For what the engine does by itself. */
export const engineContext = (account: string): CommandContext => ({
  account,
  actor: ENGINE_ACTOR,
  commandId: newId(),
  correlationId: null,
  causedBy: null,
});

/** Whatever is done to a stream belongs to the request before it there, whoever does it and however late. */
export const inItsChain = (context: CommandContext): CommandContext => ({ ...context, correlationId: null });

/** What follows from a command on the same stream, as a command of its own. */
export const followUp = (context: CommandContext): CommandContext => ({
  ...inItsChain(context),
  commandId: `${context.commandId}/then`,
  causedBy: null,
});

/** A part of a command that is decided by itself. */
export const partOf = (context: CommandContext, part: string): CommandContext => ({
  ...context,
  commandId: `${context.commandId}/${part}`,
  causedBy: context.causedBy === undefined ? context.commandId : context.causedBy,
});
