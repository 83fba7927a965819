import fc from 'fast-check';
import { quota } from '../../../src/domain/quota/quota';
import type { QuotaEvent } from '../../../src/domain/quota/quota';
import { fold } from '../../../src/kernel/decider';
import { given } from '../../given';

const take = (effectId: string, limit: number) => ({ effectId, limit });
const taken = (effectId: string): QuotaEvent => ({ type: 'QuotaTaken', data: { effectId } });

describe('a window of a rate limit', () => {
  it('gives places away until it is full', () => {
    given(quota, [])
      .when(take('a', 2))
      .then([taken('a')]);
    given(quota, [taken('a')])
      .when(take('b', 2))
      .then([taken('b')]);
    given(quota, [taken('a'), taken('b')])
      .when(take('c', 2))
      .then([]);
  });

  it('without room gives none', () => {
    given(quota, []).when(take('a', 0)).then([]);
  });

  it('goes by the limit of today, not by the one that others took their places under', () => {
    const three = [taken('a'), taken('b'), taken('c')];
    given(quota, three).when(take('d', 2)).then([]);
    given(quota, three)
      .when(take('d', 4))
      .then([taken('d')]);
  });

  it('never holds more than its limit, however many ask', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(40), (limit, asking) => {
        let state = quota.initialState;
        for (let n = 0; n < asking; n++) state = fold(quota, state, quota.decide(take(String(n), limit), state));
        expect(state).toBe(Math.min(limit, asking));
      }),
    );
  });
});
