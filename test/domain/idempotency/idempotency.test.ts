import { idempotency } from '../../../src/domain/idempotency/idempotency';
import type { IdempotencyCommand, IdempotencyEvent } from '../../../src/domain/idempotency/idempotency';
import { fold } from '../../../src/kernel/decider';
import { given } from '../../given';

const NOON = Date.parse('2026-11-24T12:00:00.000Z');
const DAY_MS = 86_400_000;

const reserve = (commandId: string, requestHash = 'hash-1', now = NOON): IdempotencyCommand => ({
  type: 'Reserve',
  commandId,
  requestHash,
  now,
});
const answer = (commandId: string, status = 201, requestHash = 'hash-1', now = NOON): IdempotencyCommand => ({
  type: 'Answer',
  commandId,
  requestHash,
  now,
  answer: { status, body: { runId: 'run-1' } },
});

const reserved = (commandId: string, requestHash = 'hash-1', at = NOON): IdempotencyEvent => ({
  type: 'CommandReserved',
  data: { commandId, requestHash, at },
});
const answered = (commandId: string, status = 201): IdempotencyEvent => ({
  type: 'CommandAnswered',
  data: { commandId, status, body: { runId: 'run-1' } },
});

const open = [reserved('command-1')];
const done = [...open, answered('command-1')];
const stateAfter = (...events: readonly IdempotencyEvent[]) => fold(idempotency, idempotency.initialState, events);

describe('an Idempotency-Key', () => {
  it('is reserved with the hash of its request before the command changes anything', () => {
    given(idempotency, []).when(reserve('command-1')).then(open);
  });

  it('keeps the command that reserved it: the same request again runs or answers as that one', () => {
    for (const past of [open, done]) given(idempotency, past).when(reserve('command-1')).then([]);
    for (const past of [open, done]) given(idempotency, past).when(reserve('command-2')).refuses('version_conflict');
    expect(stateAfter(...open)).toMatchObject({ status: 'reserved', commandId: 'command-1' });
  });

  it('is refused for another request, answered or not', () => {
    for (const past of [open, done])
      for (const commandId of ['command-1', 'command-2'])
        given(idempotency, past).when(reserve(commandId, 'hash-2')).refuses('idempotency_key_reused');
  });

  it('remembers the first answer', () => {
    given(idempotency, open)
      .when(answer('command-1'))
      .then([answered('command-1')]);
    given(idempotency, done).when(answer('command-1', 409)).then([]);
    const state = stateAfter(...done);
    expect(state).toMatchObject({ status: 'answered', answer: { status: 201, body: { runId: 'run-1' } } });
    expect(idempotency.evolve(state, answered('command-1', 409))).toBe(state);
  });

  it('is reserved and answered at once by a command that had nothing to change', () => {
    given(idempotency, []).when(answer('command-1')).then(done);
  });

  it('takes no answer of a command that does not hold it', () => {
    given(idempotency, open).when(answer('command-2')).then([]);
    for (const past of [open, done])
      given(idempotency, past)
        .when(answer('command-2', 200, 'hash-2'))
        .refuses('idempotency_key_reused');
    expect(stateAfter(answered('command-1'))).toBe(idempotency.initialState);
  });

  it('is kept for 24 hours, then free for any request', () => {
    for (const past of [open, done]) {
      const kept = given(idempotency, past);
      const last = NOON + DAY_MS - 1;
      kept.when(reserve('command-1', 'hash-1', last)).then([]);
      kept.when(reserve('command-2', 'hash-2', last)).refuses('idempotency_key_reused');
      for (const hash of ['hash-1', 'hash-2'])
        kept.when(reserve('command-2', hash, NOON + DAY_MS)).then([reserved('command-2', hash, NOON + DAY_MS)]);
    }
  });

  it('forgets the answer of before when it is reserved anew', () => {
    const anew = [...done, reserved('command-2', 'hash-2', NOON + DAY_MS)];
    expect(stateAfter(...anew)).toEqual({
      status: 'reserved',
      commandId: 'command-2',
      requestHash: 'hash-2',
      at: NOON + DAY_MS,
    });
    given(idempotency, anew)
      .when(answer('command-1', 201, 'hash-1', NOON + DAY_MS))
      .refuses('idempotency_key_reused');
    given(idempotency, anew)
      .when(answer('command-2', 201, 'hash-2', NOON + DAY_MS))
      .then([answered('command-2')]);
  });
});
