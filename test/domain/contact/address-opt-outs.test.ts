import fc from 'fast-check';
import { addressDecider } from '../../../src/domain/contact/address-opt-outs';
import type { AddressCommand } from '../../../src/domain/contact/address-opt-outs';
import type { AddressEvent, OptOutMeans } from '../../../src/domain/contact/events';
import { optOutAddress } from '../../../src/domain/effect/recipient';
import { fold } from '../../../src/kernel/decider';
import { given } from '../../given';

const MEANS: readonly OptOutMeans[] = ['by_hand', 'unsubscribe_link', 'message', 'provider'];
const change = (means: OptOutMeans) => ({ channel: 'sms', address: '+34600000000', means, source: means }) as const;
const out = (means: OptOutMeans): AddressCommand => ({ type: 'OptOutAddress', ...change(means) });
const back = (means: OptOutMeans): AddressCommand => ({ type: 'OptInAddress', ...change(means) });
const wasOut = (means: OptOutMeans): AddressEvent => ({ type: 'AddressOptedOut', data: change(means) });
const wasBack = (means: OptOutMeans): AddressEvent => ({ type: 'AddressOptedIn', data: change(means) });

describe('an address', () => {
  it.each(MEANS)('is opted out %s, once', (means) => {
    given(addressDecider, [])
      .when(out(means))
      .then([wasOut(means)]);
    given(addressDecider, [wasOut(means)])
      .when(out(means))
      .then([]);
    given(addressDecider, [wasOut(means), wasBack(means)])
      .when(out(means))
      .then([wasOut(means)]);
    given(addressDecider, []).when(back(means)).then([]);
  });

  it.each<[OptOutMeans, OptOutMeans]>([
    ['message', 'by_hand'],
    ['message', 'unsubscribe_link'],
    ['provider', 'message'],
    ['unsubscribe_link', 'by_hand'],
  ])('is not taken back by %s what was set %s', (by, means) => {
    given(addressDecider, [wasOut(means)])
      .when(back(by))
      .then([]);
    expect(fold(addressDecider, new Set(), [wasOut(means), wasOut(by), wasBack(by)])).toEqual(new Set([means]));
  });

  it('is reached again whatever it was once somebody says so by hand', () => {
    expect(fold(addressDecider, new Set(), [...MEANS.map(wasOut), wasBack('by_hand')])).toEqual(new Set());
  });

  it('never changes twice by the same command', () => {
    const commands = fc.array(fc.tuple(fc.constantFrom(out, back), fc.constantFrom(...MEANS)));
    fc.assert(
      fc.property(commands, (all) => {
        let state = addressDecider.initialState;
        for (const [commandOf, means] of all) {
          const command = commandOf(means);
          state = fold(addressDecider, state, addressDecider.decide(command, state));
          expect(addressDecider.decide(command, state)).toEqual([]);
        }
      }),
    );
  });
});

it.each([
  ['Ana@Example.COM', 'ana@example.com'],
  ['ANA.López@müller.de', 'ana.lópez@xn--mller-kva.de'],
  ['ana+news@example.com', 'ana+news@example.com'],
  ['lo\u0301pez@example.com', 'lópez@example.com'],
])('an opt-out of %p holds for %p', (to, address) => {
  expect(optOutAddress('email', to)).toBe(address);
  expect(optOutAddress('email', address)).toBe(address);
});
