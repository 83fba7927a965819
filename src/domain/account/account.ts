import { isDeepStrictEqual } from 'node:util';
import { isoTime } from '../../kernel/clock';
import type { Decider } from '../../kernel/decider';
import { InvalidRequest } from '../../kernel/errors';
import type { AccountEvent, ExportMade } from './events';
import { DEFAULT_SETTINGS } from './settings';
import type { AccountSettings } from './settings';
import { SIGNS_ALONG_MS } from './webhook-secret';
import type { WebhookSecret } from './webhook-secret';

export interface AccountState {
  readonly settings: AccountSettings;
  /** Every workflow that an event of a type could concern, whatever its status. */
  readonly workflowsByEvent: ReadonlyMap<string, ReadonlySet<string>>;
  /** Null: webhooks are not signed. */
  readonly webhookSecret: WebhookSecret | null;
  /** What the links in its messages are signed with; null until there is one. */
  readonly linkKey: string | null;
}

export type AccountCommand =
  | { readonly type: 'ChangeSettings'; readonly settings: AccountSettings }
  | { readonly type: 'RegisterTriggers'; readonly workflowId: string; readonly events: readonly string[] }
  | { readonly type: 'MakeLinkKey'; readonly key: string }
  | { readonly type: 'RecordExport'; readonly made: ExportMade }
  | { readonly type: 'RotateWebhookSecret'; readonly secret: string; readonly now: number };

/** What becomes of an event with each of its workflows is told in one append. */
export const MAX_WORKFLOWS = 1_000;

export const accountDecider: Decider<AccountState, AccountCommand, AccountEvent> = {
  initialState: { settings: DEFAULT_SETTINGS, workflowsByEvent: new Map(), webhookSecret: null, linkKey: null },

  decide(command, state) {
    switch (command.type) {
      case 'ChangeSettings':
        return isDeepStrictEqual(command.settings, state.settings)
          ? []
          : [{ type: 'AccountSettingsChanged', data: { settings: command.settings } }];
      case 'RegisterTriggers': {
        const { workflowId, events } = command;
        const fresh = [...new Set(events)].filter((event) => !state.workflowsByEvent.get(event)?.has(workflowId));
        const full = fresh.find((event) => (state.workflowsByEvent.get(event)?.size ?? 0) >= MAX_WORKFLOWS);
        if (full !== undefined)
          throw new InvalidRequest([
            { path: 'trigger', message: `${full} concerns ${MAX_WORKFLOWS} workflows already` },
          ]);
        return fresh.map((event) => ({ type: 'TriggerRegistered', data: { workflowId, event } }));
      }
      case 'MakeLinkKey':
        return state.linkKey === null ? [{ type: 'LinkKeyMade', data: { key: command.key } }] : [];
      case 'RecordExport':
        return [{ type: 'ExportMade', data: command.made }];
      case 'RotateWebhookSecret': {
        const previousSignsUntil = state.webhookSecret === null ? null : isoTime(command.now + SIGNS_ALONG_MS);
        return [{ type: 'WebhookSecretRotated', data: { secret: command.secret, previousSignsUntil } }];
      }
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'AccountSettingsChanged':
        return { ...state, settings: event.data.settings };
      case 'TriggerRegistered': {
        const { workflowId, event: type } = event.data;
        const workflows = new Set(state.workflowsByEvent.get(type)).add(workflowId);
        return { ...state, workflowsByEvent: new Map(state.workflowsByEvent).set(type, workflows) };
      }
      case 'LinkKeyMade':
        return { ...state, linkKey: state.linkKey ?? event.data.key };
      case 'ExportMade':
        return state;
      case 'WebhookSecretRotated': {
        const { secret, previousSignsUntil: until } = event.data;
        const before = state.webhookSecret?.secret;
        const previous = before === undefined || until === null ? null : { secret: before, until };
        return { ...state, webhookSecret: { secret, previous } };
      }
    }
  },
};
