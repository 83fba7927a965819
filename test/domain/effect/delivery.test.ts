import fc from 'fast-check';
import { isNews } from '../../../src/domain/effect/delivery';
import type { DeliveryStatus } from '../../../src/domain/effect/delivery';

const STATUSES: readonly DeliveryStatus[] = ['queued', 'sent', 'undelivered', 'delivered'];
const known = (told: readonly DeliveryStatus[]): DeliveryStatus | null =>
  told.reduce<DeliveryStatus | null>((before, status) => (isNews(before, status) ? status : before), null);

describe('how far a message came', () => {
  it('is the same in whatever order and however often it is told', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...STATUSES), { minLength: 1 }),
        fc.infiniteStream(fc.nat()),
        (told, rank) => {
          const shuffled = [...told, ...told]
            .map((status) => ({ status, at: rank.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ status }) => status);
          expect(known(shuffled)).toBe(known(told));
        },
      ),
    );
  });

  it('is what arrived once it has arrived', () => {
    expect(known(['delivered', 'undelivered', 'sent', 'queued'])).toBe('delivered');
    expect(known(['queued', 'undelivered', 'sent'])).toBe('undelivered');
  });
});
