import { validateSync } from 'class-validator';
import { IsId } from '../../../src/http/input/ids';

class Envelope {
  @IsId()
  id: unknown;
}

const faultsOf = (id: unknown) =>
  validateSync(Object.assign(new Envelope(), { id })).flatMap(({ constraints = {} }) => Object.values(constraints));

describe('the id in an envelope', () => {
  it.each(['a', 'order-1:2@3.4_5+6'])('may be %j', (id) => {
    expect(faultsOf(id)).toEqual([]);
  });

  it.each(['', 'a b', 'a/b'])('may not be %j', (id) => {
    expect(faultsOf(id)).toEqual(['must be 1 to 128 letters, digits and -_.:@+']);
  });

  it.each([7, null, ['a'], { id: 'a' }])('is a string, which %j is not', (id) => {
    expect(faultsOf(id)).toEqual(['must be a string']);
  });

  it('is required', () => {
    expect(faultsOf(undefined)).toEqual(['is required']);
  });
});
