import type { CommandContext } from '../../kernel/command-context';
import { isoTime } from '../../kernel/clock';
import type { Metadata } from '../../kernel/message';

/** What is decided follows from the last event of its stream; null before the first. */
interface Follows {
  readonly correlationId: string | null;
  readonly eventId: string | null;
}

/** Of every event of one append. */
export function metadataOf(context: CommandContext, follows: Follows, now: number): Omit<Metadata, 'schemaVersion'> {
  const { account, actor, commandId, causedBy = commandId } = context;
  const correlationId = context.correlationId ?? follows.correlationId ?? commandId;
  const causationId = causedBy ?? follows.eventId ?? commandId;
  const at = isoTime(now);
  return causationId === commandId
    ? { account, actor, correlationId, causationId, at }
    : { account, actor, correlationId, causationId, commandId, at };
}

/** The command that decided an event. */
export const commandOf = ({ commandId, causationId }: Metadata): string => commandId ?? causationId;
