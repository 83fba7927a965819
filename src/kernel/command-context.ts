import { newId } from './ids';

/** On whose behalf a command runs, and what it belongs to. */
export interface CommandContext {
  readonly account: string;
  /** `<role>:<fingerprint of the key>`, or `engine`. */
  readonly actor: string;
  /** The same when a command is sent again under one Idempotency-Key: what it did before is found by it. */
  readonly commandId: string;
  /** Null: that of the stream's last event. */
  readonly correlationId: string | null;
  /** Awaited before anything is appended on behalf of the command: takes the Idempotency-Key it came with. */
  readonly reserve?: (() => Promise<void>) | undefined;
}

/** For what the engine does by itself. */
export const engineContext = (account: string): CommandContext => ({
  account,
  actor: 'engine',
  commandId: newId(),
  correlationId: null,
});

/** What follows from a command, as a command of its own. */
export const followUp = (context: CommandContext): CommandContext => ({
  ...context,
  commandId: `${context.commandId}/then`,
});
