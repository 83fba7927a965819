import { outbox } from '../../projections/outbox';
import { hashId } from '../../src/kernel/ids';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

describe('outbox', () => {
  let ledger: Ledger;
  let run: RunStory;
  const shown = (stepId: string) => documentsOf(outbox, ledger.log).get(`run-1/${stepId}`);

  beforeEach(() => {
    ledger = new Ledger(Date.parse('2026-11-24T10:00:00.000Z'));
    run = new RunStory(ledger);
    run.starts();
  });

  it('lists an effect from when its outcome says that it went there', () => {
    run.sends('greet');
    expect(shown('greet')?.order).toBeNull();
    ledger.pass(1_000);
    run.completes('greet', 'sms', { via: 'outbox' });
    const key = hashId('effect', 'run-1', 'greet');
    expect(shown('greet')).toEqual({
      account: 'acme',
      effectId: key,
      runId: 'run-1',
      stepId: 'greet',
      channel: 'sms',
      to: '+34600000001',
      subject: null,
      body: 'Hello',
      idempotencyKey: key,
      at: '2026-11-24T10:00:01.000Z',
      order: '2026-11-24T10:00:01.000Z|00000000000000c8',
    });
  });

  it('shows an email with its subject', () => {
    run.sends('thank', 'email');
    run.completes('thank', 'email', { via: 'outbox' });
    expect(shown('thank')).toMatchObject({ to: 'ana@example.com', subject: 'Hi', body: '<p>Hello</p>' });
  });

  it('shows a webhook by its URL and its JSON text, without its headers', () => {
    run.sends('notify', 'webhook');
    run.completes('notify', 'webhook', { via: 'outbox' });
    expect(shown('notify')).toMatchObject({ to: 'https://example.com/hook', subject: null, body: '{"total":5}' });
    expect(JSON.stringify(shown('notify'))).not.toContain('secret');
  });

  it('drops an effect that went out by a provider', () => {
    run.sends('greet');
    run.completes('greet', 'sms', { id: 'provider-7' });
    expect(shown('greet')).toBeUndefined();
  });

  it('drops an effect that failed or was skipped', () => {
    run.sends('greet');
    run.fails('greet', 'sms');
    run.sends('bye');
    run.skips('bye');
    expect(shown('greet')).toBeUndefined();
    expect(shown('bye')).toBeUndefined();
  });

  it('lists an effect whose outcome came in after its run was cancelled', () => {
    run.sends('greet');
    run.cancels();
    run.completes('greet', 'sms', { via: 'outbox' });
    expect(shown('greet')?.order).not.toBeNull();
  });
});
