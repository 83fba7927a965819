import type { Difference, Verification } from '../../queries/get-verification';
import { at, position } from '../openapi/parts';
import { count, listOf, name, object, orNull, text, time, words } from '../openapi/schema';

type Found = NonNullable<Verification['last']>;
type Running = NonNullable<Verification['running']>;
type Repaired = NonNullable<Verification['repaired']>;
type Failure = NonNullable<Verification['failure']>;

const kind = words<Difference['kind']>('different', 'missing', 'extra', 'damaged');

const difference = object<Difference>({
  key: { ...text, description: 'of the document; `repair` takes it' },
  kind: {
    ...kind,
    description: '`missing`: the log makes it; `extra`: the log does not make it; `damaged`: it cannot be read',
  },
  paths: { ...listOf(text), description: 'where they differ, at most 10' },
});

const running = object<Running>({
  key: { ...orNull(text), description: 'of the document that is repaired; null: all are compared' },
  phase: words('folding', 'comparing'),
  done: { ...count, description: 'places of the log that are folded, or documents that are compared' },
  total: count,
  rate: { ...count, description: 'a second' },
  startedAt: time,
  heardAt: time,
});

/** What verifying came to. */
export const COUNTS = {
  position,
  at: time,
  checkpoint: { ...orNull(text), description: 'why it is not of this log; null when it is' },
  documents: count,
  different: count,
  missing: count,
  extra: count,
  damaged: count,
};

const found = object<Found>({
  ...COUNTS,
  differences: { ...listOf(difference), description: 'the first 20' },
});

const repaired = object<Repaired>({
  key: text,
  was: { ...orNull(kind), description: 'what was wrong with it; null: nothing' },
  position,
  at: time,
});

const failure = object<Failure>({ code: text, error: text, at: time });

export const verification = name(
  'Verification',
  object<Verification>({
    running: { ...orNull(running), description: 'how far it is' },
    repairs: { ...count, description: 'how many were begun' },
    last: { ...orNull(found), description: 'what was found the last time' },
    repaired: { ...orNull(repaired), description: 'the document that was repaired last' },
    failure: { ...orNull(failure), description: 'why the last one came to no end' },
  }),
);

const BEGUN = '2026-11-24T10:00:00.000Z';

export const BEGUN_EXAMPLE: Verification = {
  running: { key: null, phase: 'folding', done: 0, total: 0, rate: 0, startedAt: BEGUN, heardAt: BEGUN },
  repairs: 0,
  last: null,
  repaired: null,
  failure: null,
};

export const FOUND_EXAMPLE: Verification = {
  ...BEGUN_EXAMPLE,
  running: null,
  last: {
    ...at,
    at: BEGUN,
    checkpoint: null,
    documents: 100_000,
    different: 1,
    missing: 0,
    extra: 0,
    damaged: 0,
    differences: [{ key: 'run-1', kind: 'different', paths: ['document.status'] }],
  },
};
