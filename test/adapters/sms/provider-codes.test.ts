import { deliveryStatus } from '../../../src/adapters/sms/provider-codes';

describe('a word of the provider for how far a message came', () => {
  it.each([
    ['accepted', 'queued'],
    ['scheduled', 'queued'],
    ['queued', 'queued'],
    ['sending', 'queued'],
    ['sent', 'sent'],
    ['Delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'undelivered'],
    ['canceled', 'undelivered'],
  ])('%s is %s', (word, status) => {
    expect(deliveryStatus(word)).toBe(status);
  });

  it.each(['received', 'partially_delivered', 'teleported', '', 'constructor'])('%j says nothing of it', (word) => {
    expect(deliveryStatus(word)).toBeNull();
  });
});
