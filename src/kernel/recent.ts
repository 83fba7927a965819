/**
 * What was used lately, by key: the last `capacity` keys at least, twice as many at most. Two maps, of which the older one
 * is let go as a whole, since moving an entry to the end of a map with every use costs more than all else that is done with it.
 */
export class Recent<K, V extends object | string | number> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();

  constructor(private readonly capacity: number) {}

  get(key: K): V | undefined {
    const young = this.young.get(key);
    if (young !== undefined) return young;
    const old = this.old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    this.young.set(key, value);
    if (this.young.size < this.capacity) return;
    this.old = this.young;
    this.young = new Map();
  }

  delete(key: K): void {
    this.young.delete(key);
    this.old.delete(key);
  }
}
