import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answered } from '../../../src/adapters/mongodb/answering';
import { newId } from '../../../src/kernel/ids';
import { StoreUnavailable } from '../../../src/ports/availability';

describe('a call to MongoDB', () => {
  it('has no answer when the system says so of its socket, in whatever words', async () => {
    const nowhere = () => once(connect(path.join(tmpdir(), newId())), 'connect');
    await expect(nowhere()).rejects.toMatchObject({ syscall: 'connect' });
    await expect(answered(nowhere)).rejects.toThrow(StoreUnavailable);
  });

  it.each([new TypeError('a slip of ours'), new Error('write EPIPE'), new RangeError('too large')])(
    'that fails otherwise is no outage: %s',
    async (error) => {
      await expect(answered(() => Promise.reject(error))).rejects.toBe(error);
    },
  );
});
