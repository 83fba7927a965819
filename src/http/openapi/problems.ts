import { listOf, object, only, text, time, whole, words } from './schema';
import type { Fields, Schema } from './schema';

interface ProblemKind {
  readonly status: number;
  /** As it is told, where it shares its code with another; absent: its own name. */
  readonly code?: string;
  readonly description: string;
  /** Extension members that come with it. */
  readonly members?: Readonly<Record<string, Schema>>;
  /** Such members that may be lacking. */
  readonly optional?: Readonly<Record<string, Schema>>;
}

const faults = listOf(object<{ path: string; message: string }>({ path: text, message: text }));
const workflowStatus = words('draft', 'active', 'paused', 'archived');

/** Every code that a problem may have, with its HTTP status and its members: RFC 9457. Codes stay for ever. */
export const PROBLEMS = {
  invalid_request: {
    status: 400,
    description: 'the request breaks its rules; every fault is listed with its path',
    members: { errors: faults },
  },
  too_broad: { status: 400, description: 'a search that more contacts match than can be shown' },
  missing_data: { status: 400, description: 'something that is needed is absent' },
  condition_error: { status: 400, description: 'the entry conditions cannot be evaluated' },
  unauthorized: { status: 401, description: 'no key, or none that is known' },
  forbidden: {
    status: 403,
    description: 'the role of the key may not do this',
    optional: {
      roles: { ...listOf(text), description: 'those that may; not told of a call that is not signed as it should be' },
    },
  },
  csrf_token_required: {
    status: 403,
    description: 'the request came by a session, and changes something, but not with the token of the session',
  },
  not_found: { status: 404, description: "not there, or another account's" },
  method_not_allowed: { status: 405, description: 'this service is no proxy' },
  request_timeout: { status: 408, description: 'the request did not arrive in time' },
  already_active: {
    status: 409,
    description: 'the contact has an active run of this workflow',
    members: { runId: text },
  },
  already_enrolled: {
    status: 409,
    description: 'the workflow takes a contact only once',
    members: { runId: text },
  },
  workflow_not_active: {
    status: 409,
    description: 'the workflow lets nobody in',
    members: { workflowStatus },
  },
  workflow_archived: { status: 409, description: 'the workflow is archived for good' },
  run_not_active: {
    status: 409,
    description: 'the run has ended',
    members: { runStatus: words('completed', 'failed', 'cancelled') },
  },
  outcome_not_unknown: { status: 409, description: 'the outcome of the step is known' },
  already_settled: {
    status: 409,
    description: 'somebody settled the outcome otherwise before',
    members: { outcome: words('sent', 'not_sent') },
  },
  run_paused: { status: 409, description: 'the workflow of the run is paused' },
  wake_time_not_reached: {
    status: 409,
    description: 'the wait is not over yet',
    members: { wakeAt: time },
  },
  answer_not_kept: {
    status: 409,
    description: 'done before under the same Idempotency-Key; the answer held a secret, which is shown once',
  },
  event_id_reused: { status: 409, description: 'the event id came with another type or contact before' },
  superseded: { status: 409, description: 'a newer event for the same reminder came before' },
  verify_running: {
    status: 409,
    description: 'the read model is being verified, or a document of it repaired',
    members: { startedAt: time },
  },
  version_conflict: {
    status: 409,
    description: 'others changed the same thing meanwhile: look at it, and send it again',
  },
  read_model_behind: {
    status: 409,
    description: 'the read model has not got to `minPosition` in time',
    members: {
      position: text,
      lag: {
        ...whole,
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'places of the log, at most so many told',
      },
    },
  },
  rebuild_running: {
    status: 409,
    description: 'something else is done to this projection at the moment',
    members: {
      running: object<{ kind: string; status: string; startedAt: string; copy: string }>({
        kind: text,
        status: text,
        startedAt: time,
        copy: text,
      }),
    },
  },
  too_little_disk: {
    status: 409,
    description: 'a copy of the read model has no room beside it',
    members: { neededBytes: whole, freeBytes: whole },
  },
  projection_needed: { status: 409, description: 'the engine finds its work in this projection' },
  no_copy_kept: { status: 409, description: 'no copy is kept that could be gone back to' },
  copy_in_use: { status: 409, description: 'the copy is the one that answers' },
  export_differs: { status: 409, description: 'the ledger gives another hash than the export that is to go on' },
  append_too_large: { status: 413, description: 'what this would record is larger than one append may be' },
  payload_too_large: { status: 413, description: 'a body is at most 256 KiB' },
  unsupported_media_type: {
    status: 415,
    description: 'a body is application/json in UTF-8, or the form that the route takes',
  },
  expectation_failed: { status: 417, description: 'nothing but 100-continue can be expected' },
  idempotency_key_reused: { status: 422, description: 'the Idempotency-Key came with another request before' },
  too_many_requests: { status: 429, description: 'more requests than are configured to be let in' },
  headers_too_large: { status: 431, description: 'the headers are larger than is read' },
  internal_error: { status: 500, description: 'our fault' },
  engine_secret_not_configured: { status: 503, description: 'the internal endpoints have no secret configured' },
  audit_key_not_configured: { status: 503, description: 'exports are not signed: no key is configured' },
  store_unavailable: {
    status: 503,
    description: 'a store does not answer at the moment; it is safe to send this again with an Idempotency-Key',
  },
  append_outcome_unknown: {
    status: 503,
    description: 'the store gave no answer; it is safe to send this again with an Idempotency-Key',
  },
  event_unreadable: {
    status: 503,
    description: 'an event that this needs is not as it was stored; a backup has it, perhaps',
    members: { stream: text, revision: whole, position: text },
  },
  read_model_unfinished: {
    status: 503,
    code: 'read_model_behind',
    description:
      'the read model is being folded from the log, since it is new, was lost, or is of an older backup; commands are taken meanwhile',
    members: { position: text },
    optional: {
      lag: { ...whole, description: 'places of the log that are left until it answers' },
      progress: { type: 'number', minimum: 0, maximum: 1, description: 'how much of what it is to hold is folded' },
    },
  },
  not_ready: {
    status: 503,
    description: 'the service cannot do its work, or is stopping',
    optional: { reasons: listOf(text) },
  },
} satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Of a refusal of the domain that has no line of its own. */
const REFUSED = 409;

export const statusOf = (code: string): number => kindOf(code)?.status ?? REFUSED;

/** The code that a problem is told with. */
export const codeOf = (code: string): string => kindOf(code)?.code ?? code;

const kindOf = (code: string): ProblemKind | undefined =>
  Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ProblemCode] : undefined;

export const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The closed schema of the problem with this code. */
export function schemaOfProblem(code: ProblemCode): Schema {
  const { status, description, members = {}, optional = {} } = PROBLEMS[code] as ProblemKind;
  const told = codeOf(code);
  const common: Fields<'type' | 'title' | 'status' | 'code' | 'detail'> = {
    type: only(`/problems/${told}`),
    title: only(TITLES[status] ?? ''),
    status: { type: 'integer', const: status },
    code: only(told),
    detail: text,
  };
  return {
    type: 'object',
    description,
    required: [...Object.keys(common), ...Object.keys(members)],
    properties: { ...common, ...members, ...optional },
    additionalProperties: false,
  };
}
