import { isList } from '../../../src/kernel/projection';
import type { ReadModelShape } from '../../../src/kernel/projection';
import type { Find } from '../../../src/ports/read-store';

const RANGES = [{}, { from: 'a' }, { before: 'b' }, { from: 'a', before: 'b' }];

/** Every search that these read models allow, index by index: each range, in both directions. */
export const searches = (shapes: readonly ReadModelShape[]) =>
  shapes.flatMap((shape) =>
    Object.entries(shape.indexes).map(([index, fields]) => {
      const equals = fields.slice(1);
      const queries = RANGES.flatMap((range) =>
        [false, true].map((descending): Find => ({ index, equals, ...range, descending, limit: 10 })),
      );
      const isOfList = fields.some(isList);
      return { name: `${shape.name} ${index}`, index, shape, queries, isOfList };
    }),
  );
