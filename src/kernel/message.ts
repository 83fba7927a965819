/**
 * event:    a fact that happened to one stream; its type is a past tense and stays for ever
 * stream:   the ordered events of one thing, named `<category>-<id>`
 * revision: an event's place in its stream, 0 for the first
 * position: an event's place in the whole log
 */

/** A JSON value: what an event's data and metadata are made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/**
 * A place in the whole log: 16 lower-case hexadecimal digits, so that positions compare as text in every store and never
 * become a JavaScript number; below 2^63, as stores count them. The empty string is the place before the first event.
 */
export type Position = string;
export const START: Position = '';

/** The revision that a stream without events is expected to have. */
export const NO_STREAM = -1;

/** @param value a whole number that a JavaScript number holds exactly, or a bigint */
export const positionFrom = (value: bigint | number): Position => value.toString(16).padStart(16, '0');
export const positionToBigInt = (position: Position): bigint => (position === START ? -1n : BigInt(`0x${position}`));
export const isPosition = (text: string): boolean => /^[0-7][0-9a-f]{15}$/.test(text);
/** Places of the log from one position to a later one: exact up to 2^53 - 1, and no more than that is told. */
export const placesBetween = (position: Position, end: Position): number => {
  const places = positionToBigInt(end) - positionToBigInt(position);
  return places < 0n ? 0 : places > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(places);
};
export const latest = (a: Position, b: Position): Position => (a > b ? a : b);

export interface Metadata {
  readonly account: string;
  /** Who caused it: `<role>:<fingerprint of the key>`, or `engine`. */
  readonly actor: string;
  /** The same for everything that follows from one request. */
  readonly correlationId: string;
  /** What it follows from: the id of that event, or of the command that was sent. Of older events always of a command. */
  readonly causationId: string;
  /** The command that decided it, where that follows from something else: what is found when it comes again. */
  readonly commandId?: string;
  /** The version of the shape of `data`; the codec brings older ones up to date. */
  readonly schemaVersion: number;
  /** When it was decided: ISO 8601, UTC, milliseconds. */
  readonly at: string;
}

/** What a decider returns: a past fact, without its place. */
export interface Event<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

/** An event ready to append. `id` is a UUID and decides whether two appends are identical. */
export type NewEvent<E extends Event = Event> = E & { readonly id: string; readonly metadata: Metadata };

/** An event as the store gives it back. */
export type RecordedEvent<E extends Event = Event> = E & {
  readonly id: string;
  readonly metadata: Metadata;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
};
