/** Work of one name goes one after another, in the order in which it came; what fails lets the next one through. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(name);
    const mine = before === undefined ? work() : before.then(work, work);
    this.last.set(name, mine);
    const done = (): void => {
      if (this.last.get(name) === mine) this.last.delete(name);
    };
    mine.then(done, done);
    return mine;
  }
}
