import { DomainError } from '../../kernel/errors';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { ReadStore, Seen } from '../../ports/read-store';
import { settled } from './compare';
import type { Difference } from './difference';
import { KeyFolding } from './key-folding';
import { LogPlaces } from './same-log';
import { placesOf } from './verify';
import type { TellVerifying, ToVerify } from './verify';

/** What became of one document. */
export interface Repaired {
  readonly key: string;
  /** What was wrong with it; null: nothing. */
  readonly was: Difference['kind'] | null;
  /** Up to which the log was folded for it. */
  readonly position: Position;
}

/** How often a document is written that folding overtakes. */
const ATTEMPTS = 50;
/** How long what is being folded may take to be written, and how often that is asked, in milliseconds. */
const WRITTEN_MS = 5_000;
const ASK_MS = 10;

/**
 * Writes what the log makes of one document in its place, while others fold. Who has read the document before may yet
 * write what it folded from that; so it is looked at again once the live read model has passed all that was in the log.
 *
 * @param store of the live read model
 * @throws DomainError `other_log` when the checkpoint is not one of this log; `repair_overtaken` when the document changes
 *         faster than it can be written
 */
export async function repair(asked: ToVerify, store: ReadStore, key: string, tell: TellVerifying): Promise<Repaired> {
  const { log, codec, projection, live, clock } = asked;
  const reason = await (await LogPlaces.of(log)).difference(await live.checkpoint());
  if (reason !== null) throw new DomainError('other_log', `${projection.name} is not the fold of this log: ${reason}`);
  const folding = new KeyFolding(log, projection, codec, new Set([key]), START, new Map());
  let was: Difference['kind'] | null = null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { position: since } = await live.checkpoint();
    await folding.foldUpTo(
      since,
      () => undefined,
      (position) => tell('folding', placesOf(position), placesOf(since)),
    );
    const seen = await live.peek(key);
    const head = await log.head();
    const difference = await differenceAt(folding, key, seen, head);
    if (difference === null) return { key, was, position: folding.position };
    was ??= difference.kind;
    // A document that has moved on is not taken back; nothing moves beyond the log's end.
    const isFurther = seen !== null && seen.position > since && seen.position <= head;
    const right = folding.get(key) ?? { key, position: START, document: null };
    const isReplaced = !isFurther && (await store.replaceDocument(live.shape, seen?.position ?? null, right));
    if (isReplaced) await untilWritten(asked, await log.head());
    else await clock.sleep(ASK_MS);
  }
  throw new DomainError('repair_overtaken', 'the document changes faster than it can be repaired');
}

/** @param folding stands where the live read model was, at least, when the document was read */
async function differenceAt(
  folding: KeyFolding,
  key: string,
  seen: Seen | null,
  head: Position,
): Promise<Difference | null> {
  const damage = seen?.isDamaged === true ? ({ key, kind: 'damaged', paths: [] } as const) : null;
  if (seen?.document === null && damage !== null) return damage;
  const { document = null, position = START } = seen ?? {};
  const moved = { key, should: folding.get(key), is: document === null ? null : { key, position, document } };
  const [difference = damage] = await settled(folding.branch(), [{ ...moved, since: folding.position }], head);
  return difference;
}

/** A projection that stands still writes nothing either. */
async function untilWritten({ live, clock }: ToVerify, head: Position): Promise<void> {
  for (let waited = 0; waited < WRITTEN_MS; waited += ASK_MS) {
    if ((await live.checkpoint()).position >= head) return;
    await clock.sleep(ASK_MS);
  }
}
