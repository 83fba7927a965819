import type {
  CopyView,
  ListedProjection,
  ProjectionList,
  ProjectionView,
  WorkView,
} from '../../queries/list-projections';
import { COUNTS } from './verification.answers';
import { count, flag, listOf, name, object, orNull, text, time, whole, words } from '../openapi/schema';

const failure = object<NonNullable<ProjectionView['failure']>>({
  projection: text,
  stream: text,
  revision: whole,
  position: text,
  type: text,
  at: time,
  error: text,
});
const kind = words('rebuild', 'rollback', 'resume');

const work = name(
  'ProjectionWork',
  object<WorkView>({
    kind,
    copy: text,
    status: words('queued', 'building', 'verifying', 'switching', 'stopped', 'stalled'),
    startedAt: time,
    position: text,
    lag: count,
    events: count,
    eventsPerSecond: orNull(count),
    reason: orNull(text),
    failure: orNull(failure),
  }),
);

const FIELDS = {
  name: text,
  version: whole,
  copy: text,
  status: words('live', 'folding', 'upgrading', 'paused', 'stalled', 'stopped'),
  folded: {
    type: 'number',
    minimum: 0,
    maximum: 1,
    description: 'how much of what it is to hold is in it; before that is 1 it does not answer',
  },
  position: text,
  lag: count,
  lagMs: count,
  eventsPerSecond: { ...orNull(count), description: 'at which a copy is built; null while none is' },
  failure: orNull(failure),
  pausedAt: orNull(time),
  rebuild: orNull(work),
  last: orNull(
    object<NonNullable<ProjectionView['last']>>({
      kind,
      startedAt: time,
      finishedAt: time,
      events: count,
      tookMs: whole,
    }),
  ),
};

export const projection = name('Projection', object<ProjectionView>(FIELDS));

const copy = name(
  'ProjectionCopy',
  object<CopyView>({
    copy: text,
    version: whole,
    isLive: flag,
    documents: count,
    madeAt: orNull(time),
    since: orNull(time),
    until: orNull(time),
  }),
);

const verified = {
  ...object<NonNullable<ListedProjection['verified']>>(COUNTS),
  description: 'what was found the last time; `documents` and the rest count documents',
};

export const projectionList = name(
  'ProjectionList',
  object<ProjectionList>({
    items: listOf(
      name(
        'ListedProjection',
        object<ListedProjection>({ ...FIELDS, documents: count, copies: listOf(copy), verified: orNull(verified) }),
      ),
    ),
  }),
);

const POSITION = '0000000000002710';
const AT = '2026-11-24T10:00:00.000Z';

export const PROJECTION_EXAMPLE: ProjectionView = {
  name: 'run-history',
  version: 3,
  copy: 'v3',
  status: 'live',
  folded: 1,
  position: POSITION,
  lag: 0,
  lagMs: 0,
  eventsPerSecond: null,
  failure: null,
  pausedAt: null,
  rebuild: null,
  last: null,
};
export const REBUILDING_EXAMPLE: ProjectionView = {
  ...PROJECTION_EXAMPLE,
  rebuild: {
    kind: 'rebuild',
    copy: 'v3_20261124100000000',
    status: 'queued',
    startedAt: AT,
    position: '',
    lag: 10_001,
    events: 0,
    eventsPerSecond: null,
    reason: null,
    failure: null,
  },
};
export const LISTED_EXAMPLE: ListedProjection = {
  ...PROJECTION_EXAMPLE,
  documents: 812,
  copies: [{ copy: 'v3', version: 3, isLive: true, documents: 812, madeAt: null, since: null, until: null }],
  verified: {
    ...{ position: POSITION, at: AT, checkpoint: null, documents: 812 },
    ...{ different: 0, missing: 0, extra: 0, damaged: 0 },
  },
};
