import type { Clock } from '../../kernel/clock';
import { DomainError, messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import type { ReadModelShape } from '../../kernel/projection';
import { isOutage } from '../../ports/availability';
import type { ReadStore } from '../../ports/read-store';
import { firstCopies, servedCopy } from './copies';
import type { Copies, Copy } from './copies';

const PREFIX = 'copies/';
const TRIES = 50;
/** How often it is looked whether something changed, in milliseconds. */
const LOOK_MS = 250;

/** Which copies there are, as the read store keeps it for all processes; changed by compare-and-set. */
export class CopyRegistry {
  constructor(private readonly store: Pick<ReadStore, 'records' | 'replaceRecord'>) {}

  /** By the projection's name. */
  async read(shapes: readonly ReadModelShape[]): Promise<ReadonlyMap<string, Copies>> {
    const records = await this.store.records();
    return new Map(
      shapes.map((shape) => {
        const record = records.get(`${PREFIX}${shape.name}`)?.record;
        return [shape.name, record === undefined ? firstCopies(shape) : (record as Copies)];
      }),
    );
  }

  /** Projections that nothing is known of yet: their first copies are all there is. */
  async unknown<Shape extends ReadModelShape>(shapes: readonly Shape[]): Promise<readonly Shape[]> {
    const records = await this.store.records();
    return shapes.filter(({ name }) => !records.has(`${PREFIX}${name}`));
  }

  /**
   * @param decide told what there is; decides again when another was faster
   * @throws what `decide` throws; DomainError `version_conflict`
   */
  async change(shape: ReadModelShape, decide: (copies: Copies) => Copies): Promise<Copies> {
    const name = `${PREFIX}${shape.name}`;
    for (let tries = 0; tries < TRIES; tries++) {
      const stored = (await this.store.records()).get(name);
      const before = stored === undefined ? firstCopies(shape) : (stored.record as Copies);
      const after = decide(before);
      if (after === before && stored !== undefined) return before;
      if (await this.store.replaceRecord(name, stored?.revision ?? 0, after)) return after;
    }
    throw new DomainError('version_conflict', `others changed the copies of ${shape.name} all the while`);
  }

  /** Tells what there is, now and then, until the signal is aborted. */
  async watch(
    shapes: readonly ReadModelShape[],
    clock: Clock,
    log: Log,
    signal: AbortSignal,
    tell: (copies: ReadonlyMap<string, Copies>) => void,
  ): Promise<void> {
    while (!signal.aborted) {
      try {
        tell(await this.read(shapes));
      } catch (error) {
        if (!isOutage(error)) log.warn('which copies there are could not be read', { error: messageOf(error) });
      }
      await clock.sleep(LOOK_MS, signal);
    }
  }
}

/** The copies that readers are answered from, by the projection's name. */
export async function servedCopies(
  store: Pick<ReadStore, 'records' | 'replaceRecord'>,
  shapes: readonly ReadModelShape[],
): Promise<ReadonlyMap<string, Copy>> {
  const copies = await new CopyRegistry(store).read(shapes);
  return new Map(shapes.map((shape) => [shape.name, servedCopy(copies.get(shape.name) ?? firstCopies(shape), shape)]));
}
