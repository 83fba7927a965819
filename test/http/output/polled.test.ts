import { firstValueFrom, take, toArray } from 'rxjs';
import { polled } from '../../../src/http/output/polled';
import { StoreUnavailable } from '../../../src/ports/availability';

const away = new StoreUnavailable('read store', new Error('no answer'));

/** Answers, and what is thrown in place of some, one after the other; the last for ever. */
function asking(...answers: readonly (number | Error)[]): () => Promise<number> {
  let asked = 0;
  return () => {
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? 0;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
}

describe('what is asked for again and again', () => {
  it('goes on after a store was away, of which nothing is told', async () => {
    const told = polled(1, asking(1, away, away, 2)).pipe(take(2), toArray());
    expect(await firstValueFrom(told)).toEqual([1, 2]);
  });

  it('ends with what is a fault', async () => {
    await expect(firstValueFrom(polled(1, asking(new Error('a fault'))))).rejects.toThrow('a fault');
  });
});
