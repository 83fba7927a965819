import type { AuditKeyView } from '../../queries/get-audit-key';
import type { ExportHead, ExportQuery } from '../../queries/get-export-head';
import type { LedgerHead } from '../../queries/get-ledger-head';
import { STARTED } from '../openapi/parts';
import { RUN_ID } from '../openapi/run';
import { anyFields, count, id, name, object, only, orNull, text, time } from '../openapi/schema';
import type { Schema } from '../openapi/schema';

const sha256: Schema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const position: Schema = { type: 'string', pattern: '^[0-9a-f]{16}$' };

interface Linked {
  readonly previous: string;
  readonly hash: string;
}
const linked = {
  previous: { ...sha256, description: 'the hash of the line before; 64 zeros in the first' },
  hash: { ...sha256, description: 'SHA-256 over the text of `previous` and the line without this member' },
};

const place = { position, stream: text, revision: count, id: text, type: text };
interface Placed extends Linked {
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
}

interface EventLine extends Placed {
  readonly at: string;
  readonly data: object;
  readonly metadata: object;
}
interface UnreadableLine extends Placed {
  readonly error: { readonly code: string; readonly message: string };
}

const exportedEvent = name(
  'ExportedEvent',
  object<EventLine>({ ...place, at: time, data: anyFields, metadata: anyFields, ...linked }),
);
const unreadableEvent = name(
  'ExportedUnreadableEvent',
  object<UnreadableLine>({
    ...place,
    error: object<UnreadableLine['error']>({ code: only('event_unreadable'), message: text }),
    ...linked,
  }),
);

const exportQuery = name(
  'ExportQuery',
  object<ExportQuery>({}, { stream: text, workflowId: id, from: time, to: time }),
);

const headMembers = {
  head: { ...sha256, description: 'the hash of the last event; 64 zeros when there is none' },
  count: { ...count, description: 'lines of events' },
  unreadable: { ...count, description: 'how many of them say that an event cannot be read' },
  first: orNull(position),
  last: orNull(position),
  time: { ...orNull(time), description: 'when the last event was recorded' },
  ledger: { ...text, description: "the log's identity" },
  account: text,
  query: exportQuery,
  key: { ...orNull(text), description: 'the id of the key that signed it' },
  signature: {
    ...orNull(text),
    description: 'Ed25519, base64, over the line as written before this member, with the closing brace',
  },
};

export const exportHead = name('ExportHead', object<ExportHead>(headMembers));
const lastLine = name('ExportLastLine', object<ExportHead & Linked>({ ...headMembers, ...linked }));

/** One line of it. */
export const exportLine = name('ExportLine', { oneOf: [exportedEvent, unreadableEvent, lastLine] });

export const auditKey = name(
  'AuditKey',
  object<AuditKeyView>({
    keyId: { ...text, description: 'as exports name it' },
    algorithm: only('Ed25519'),
    publicKey: { ...text, description: 'SPKI, PEM' },
    raw: { ...text, description: 'the 32 bytes of the key, base64' },
  }),
);

const HASH = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';
const RAW = 'OzFqb1ZxT0ZkUG1hS2Z0eVdxT1hSdlNkbkZHRQ3M3k=';

export const LINE_EXAMPLE = {
  position: '0000000000000012',
  stream: `run-${RUN_ID}`,
  revision: 0,
  id: '5d879d23-8585-8641-8970-57aedb3deff3',
  type: 'RunStarted',
  at: STARTED,
  data: { workflowId: 'welcome', contactId: 'ana' },
  metadata: { account: 'demo', actor: 'owner:Ana', schemaVersion: 1, at: STARTED },
  previous: '0'.repeat(64),
  hash: HASH,
};

export const HEAD_EXAMPLE = {
  head: HASH,
  count: 1,
  unreadable: 0,
  first: '0000000000000012',
  last: '0000000000000012',
  time: STARTED,
  ledger: '5d879d23-8585-4641-8970-57aedb3deff3',
  account: 'demo',
  query: { stream: `run-${RUN_ID}` },
  key: '4b5a69788796a5b4',
  signature: `${'A'.repeat(86)}==`,
};

export const KEY_EXAMPLE = {
  keyId: '4b5a69788796a5b4',
  algorithm: 'Ed25519',
  publicKey: `-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA${RAW}\n-----END PUBLIC KEY-----\n`,
  raw: RAW,
};

export const ledgerHead = name(
  'LedgerHead',
  object<LedgerHead>({
    ledger: { ...text, description: "the log's identity" },
    position: orNull(position),
    count: { ...count, description: 'events' },
    head: { ...sha256, description: 'the hash of the last event, in a chain as that of an export, over all accounts' },
  }),
);

export const LEDGER_HEAD_EXAMPLE: LedgerHead = {
  ledger: '4f0c2d9b8a7e6f5d4c3b2a1908f7e6d5',
  position: '0000000000000007',
  count: 7,
  head: 'a3f1'.repeat(16),
};
