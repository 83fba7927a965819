import type { Hook } from '../../../projections/hooks';
import type { OpenedHook } from '../../commands/open-hook';
import type { ClosedHook } from '../../commands/close-hook';
import type { HookCalled, HookError } from '../../domain/hook/events';
import type { ContactPaths } from '../../domain/hook/mapping';
import { PATH, SHARED_SECRET, SIGNING_SECRET } from '../../domain/hook/parse-hook';
import type { HookCallsView } from '../../queries/list-hook-calls';
import type { HookPage } from '../../queries/list-hooks';
import type { Invalid } from '../../kernel/errors';
import { bounded } from '../../kernel/json-schema';
import { STARTED, asOf, at, pageOf, position } from '../openapi/parts';
import { closed, count, id, listOf, name, object, orNull, text, time, words } from '../openapi/schema';

const path = bounded({ ...text, description: 'a path into the body', examples: ['order.customer.id'] }, PATH);
const contactPaths = closed(object<ContactPaths>({ id: path }, { name: path, email: path, phone: path }));

interface HookBody {
  readonly event: string;
  readonly idPath: string;
  readonly contactPaths: ContactPaths;
  readonly dataPath?: string;
  readonly sharedSecret?: string;
  readonly signingSecret?: string;
}

export const hookBody = name(
  'HookBody',
  closed(
    object<HookBody>(
      { event: { ...id, description: 'the type of its events' }, idPath: path, contactPaths },
      {
        dataPath: { ...path, description: 'default: all of the body' },
        sharedSecret: bounded({ ...text, description: 'callers send it along as X-Hook-Secret' }, SHARED_SECRET),
        signingSecret: bounded(
          { ...text, pattern: '^whsec_', description: 'callers sign with it: Standard Webhooks' },
          SIGNING_SECRET,
        ),
      },
    ),
  ),
);

export const HOOK_BODY = {
  event: 'order.placed',
  idPath: 'id',
  contactPaths: { id: 'customer.id', email: 'customer.email' },
  dataPath: 'order',
};

export interface HookMade extends OpenedHook {
  readonly url: string;
}

export const hookMade = name(
  'HookMade',
  object<HookMade>({
    hookId: { ...id, description: 'names it where its token must not be shown' },
    token: { ...text, description: 'shown this once' },
    url: { ...text, description: 'where to post to' },
    position,
  }),
);

const HOOK_ID = '4f0f7c3f8a4b6f0e9d2c1b3a5e6d7c8b';
const TOKEN = `hook_${'A'.repeat(43)}`;
export const MADE_EXAMPLE = {
  hookId: HOOK_ID,
  token: TOKEN,
  url: `https://runledger.example.com/api/automations/hooks/${TOKEN}`,
  ...at,
};

export const hookClosed = name('HookClosed', object<ClosedHook>({ hookId: id, position }));
export const CLOSED_EXAMPLE = { hookId: HOOK_ID, ...at };

export const hookPage = pageOf(
  'HookPage',
  name(
    'Hook',
    object<HookPage['items'][number]>({
      hookId: id,
      event: text,
      idPath: text,
      contactPaths: object<ContactPaths>({ id: text }, { name: text, email: text, phone: text }),
      dataPath: orNull(text),
      checks: words<Hook['checks']>('token', 'shared_secret', 'signature'),
      openedAt: time,
    }),
  ),
);
export const HOOK_EXAMPLE = { hookId: HOOK_ID, ...HOOK_BODY, checks: 'token', openedAt: STARTED };

export const hookCalls = name(
  'HookCalls',
  object<HookCallsView>({
    hookId: id,
    items: listOf(
      name(
        'HookCall',
        object<HookCallsView['items'][number]>({
          at: time,
          outcome: words<HookCalled['outcome']>('handled', 'refused'),
          eventId: { ...orNull(text), description: 'what it was mapped to, as far as it was' },
          contactId: orNull(text),
          matched: { ...count, description: 'workflows that the event was tried against' },
          error: orNull(
            object<HookError>({
              code: text,
              message: text,
              faults: listOf(object<Invalid>({ path: text, message: text })),
            }),
          ),
          body: { ...text, description: 'the first 2 KB of what was sent' },
        }),
      ),
    ),
    asOf,
  }),
);
