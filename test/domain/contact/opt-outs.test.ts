import fc from 'fast-check';
import { contactDecider } from '../../../src/domain/contact/opt-outs';
import type { ContactCommand } from '../../../src/domain/contact/opt-outs';
import type { ContactEvent, OptOutChannel } from '../../../src/domain/contact/events';
import { fold } from '../../../src/kernel/decider';
import { given } from '../../given';

const contactId = 'ana';
const optOut = (channel: OptOutChannel): ContactCommand => ({ type: 'OptOut', contactId, channel });
const optIn = (channel: OptOutChannel): ContactCommand => ({ type: 'OptIn', contactId, channel });
const optedOut = (channel: OptOutChannel): ContactEvent => ({ type: 'ContactOptedOut', data: { contactId, channel } });
const optedIn = (channel: OptOutChannel): ContactEvent => ({ type: 'ContactOptedIn', data: { contactId, channel } });

describe.each<[OptOutChannel, OptOutChannel]>([
  ['sms', 'email'],
  ['email', 'sms'],
])('a contact and %s', (channel, other) => {
  it('is reached by it until it opts out', () => {
    given(contactDecider, [])
      .when(optOut(channel))
      .then([optedOut(channel)]);
    given(contactDecider, []).when(optIn(channel)).then([]);
  });

  it('opts out and in as often as it likes', () => {
    given(contactDecider, [optedOut(channel)])
      .when(optIn(channel))
      .then([optedIn(channel)]);
    given(contactDecider, [optedOut(channel), optedIn(channel)])
      .when(optOut(channel))
      .then([optedOut(channel)]);
  });

  it('twice in the same way changes nothing', () => {
    given(contactDecider, [optedOut(channel)])
      .when(optOut(channel))
      .then([]);
    given(contactDecider, [optedOut(channel), optedIn(channel)])
      .when(optIn(channel))
      .then([]);
  });

  it('opts out of nothing else with it', () => {
    given(contactDecider, [optedOut(channel)])
      .when(optOut(other))
      .then([optedOut(other)]);
    expect(fold(contactDecider, new Set(), [optedOut(channel), optedOut(other), optedIn(channel)])).toEqual(
      new Set([other]),
    );
  });
});

it('is reached, channel by channel, as it said last', () => {
  const commands = fc.tuple(fc.constantFrom(optOut, optIn), fc.constantFrom<OptOutChannel>('sms', 'email'));
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 12 }), (taken) => {
      const said = taken.map(([way, channel]) => way(channel));
      const state = said.reduce(
        (optOuts, command) => fold(contactDecider, optOuts, contactDecider.decide(command, optOuts)),
        contactDecider.initialState,
      );
      for (const channel of ['sms', 'email'] as const)
        expect(state.has(channel)).toBe(said.findLast((command) => command.channel === channel)?.type === 'OptOut');
    }),
  );
});
