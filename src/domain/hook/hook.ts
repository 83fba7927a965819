import type { Decider } from '../../kernel/decider';
import { NotFound } from '../../kernel/errors';
import { hashId } from '../../kernel/ids';
import type { HookCalled, HookEvent, HookOpened } from './events';

export type HookState =
  { readonly status: 'none' | 'closed' } | { readonly status: 'open'; readonly opened: HookOpened };

export type HookCommand =
  | { readonly type: 'OpenHook'; readonly opened: HookOpened }
  | { readonly type: 'CloseHook' }
  | { readonly type: 'RecordCall'; readonly called: HookCalled };

const TOKEN_PREFIX = 'hook_';

export const tokenOf = (key: Uint8Array): string => TOKEN_PREFIX + Buffer.from(key).toString('base64url');

/** Of a hook's token, or of its id, by which its owner knows it too. */
export const hookIdOf = (tokenOrId: string): string =>
  tokenOrId.startsWith(TOKEN_PREFIX) ? hashId('hook', tokenOrId) : tokenOrId;

export const sharedSecretHash = (secret: string): string => hashId('shared secret', secret);

/** A hook, or a call of one, which are streams of their own so that callers never wait for each other. */
export const hook: Decider<HookState, HookCommand, HookEvent> = {
  initialState: { status: 'none' },

  decide(command, state) {
    switch (command.type) {
      case 'OpenHook':
        return state.status === 'none' ? [{ type: 'HookOpened', data: command.opened }] : [];
      case 'CloseHook':
        if (state.status === 'none') throw new NotFound('hook');
        return state.status === 'open' ? [{ type: 'HookClosed', data: { hookId: state.opened.hookId } }] : [];
      case 'RecordCall':
        return [{ type: 'HookCalled', data: command.called }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'HookOpened':
        return { status: 'open', opened: event.data };
      case 'HookClosed':
        return { status: 'closed' };
      case 'HookCalled':
        return state;
    }
  },
};
