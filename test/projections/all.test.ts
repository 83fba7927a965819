import fc from 'fast-check';
import { projections } from '../../projections/all';
import type { Recorded } from '../../src/domain/events';
import { fieldName, isList } from '../../src/kernel/projection';
import { Ledger } from '../histories/ledger';
import { histories } from '../histories/run-history';
import { Collection, documentsOf } from './folding';

const accountsOf = (log: readonly Recorded[]) => new Set(log.map((event) => event.metadata.account));
const isStrings = (list: unknown): list is readonly string[] =>
  Array.isArray(list) && list.every((one) => typeof one === 'string');
const fieldOf = (document: object, field: string): unknown =>
  Object.entries(document).find(([name]) => name === field)?.[1];

describe.each(projections.map((projection) => [projection.name, projection] as const))('%s', (_, projection) => {
  it('names the types of all that it folds', () => {
    fc.assert(
      fc.property(histories(), (log) => {
        const folded = log.filter((event) => projection.keys(event).length > 0).map(({ type }) => type);
        expect(folded.filter((type) => !projection.types.has(type))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('comes to the same documents however the log is cut into batches', () => {
    fc.assert(
      fc.property(histories(), fc.integer({ min: 1, max: 40 }), (log, size) => {
        const collection = new Collection(projection);
        for (let from = 0; from < log.length; from += size) collection.apply(log.slice(from, from + size));
        expect(collection.documents()).toEqual(documentsOf(projection, log));
      }),
      { numRuns: 40 },
    );
  });

  it('is idempotent: a batch that was written without its checkpoint may come again', () => {
    fc.assert(
      fc.property(histories(), fc.nat(400), fc.nat(400), (log, checkpoint, written) => {
        const collection = new Collection(projection)
          .apply(log.slice(0, written))
          .apply(log.slice(checkpoint % (written + 1)));
        expect(collection.documents()).toEqual(documentsOf(projection, log));
      }),
      { numRuns: 40 },
    );
  });

  it('never mixes accounts: each has the documents that its own events make', () => {
    fc.assert(
      fc.property(histories(), (log) => {
        const together = documentsOf(projection, log);
        for (const account of accountsOf(log)) {
          const alone = documentsOf(
            projection,
            log.filter((event) => event.metadata.account === account),
          );
          const own = [...together].filter(([, document]) => fieldOf(document, 'account') === account);
          expect(new Map(own)).toEqual(alone);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('indexes by strings, orders by one that is unique, and lists none twice', () => {
    fc.assert(
      fc.property(histories(), (log) => {
        const documents = [...documentsOf(projection, log).values()];
        for (const fields of Object.values(projection.indexes)) {
          const [order = ''] = fields.slice(-1);
          const compared = isList(order) ? fields.slice(0, -1) : fields;
          const values = documents.flatMap((document) => compared.map((field) => fieldOf(document, field) ?? ''));
          expect(values.filter((value) => typeof value !== 'string')).toEqual([]);
          const ends = documents.map((document) => fieldOf(document, fieldName(order)) ?? null);
          const lists = isList(order) ? ends : [ends.filter((end) => end !== null)];
          for (const list of lists) {
            if (list === null) continue;
            if (!isStrings(list)) throw new Error(`${order} is no list of strings`);
            expect(new Set(list).size).toBe(list.length);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('touches nothing for an event that does not concern it', () => {
    const ledger = new Ledger();
    ledger.append('acme', 'quota-1', { type: 'QuotaTaken', data: { effectId: 'effect-1' } });
    const document = {};
    for (const event of ledger.log) {
      expect(projection.keys(event)).toEqual([]);
      expect(projection.fold(document, event, 'key')).toBe(document);
    }
  });

  it('fails on no event, even without the document it belongs to', () => {
    fc.assert(
      fc.property(histories(), (log) => {
        for (const event of log)
          for (const key of projection.keys(event)) expect(() => projection.fold(null, event, key)).not.toThrow();
      }),
      { numRuns: 20 },
    );
  });
});
