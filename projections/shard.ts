/**
 * Engine processes share what falls due by its shard, the last hexadecimal digit of its key: every id of ours ends in a
 * digit of a hash.
 */
export const SHARDS: readonly string[] = Array.from('0123456789abcdef');

/** Where the due things of one kind and shard are found, by their order. */
export const laneOf = (kind: string, shard: string): string => `${kind}/${shard}`;

export const laneOfKey = (kind: string, key: string): string => laneOf(kind, key.slice(-1));
