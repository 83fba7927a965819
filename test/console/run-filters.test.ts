import { countNewer, isFiltered, queryOf, shownBy } from '../../console/src/pages/runs/filters';
import type { Filters } from '../../console/src/pages/runs/filters';

const NONE: Filters = { status: '', contact: '', from: '', to: '', errorCode: '', ended: '' };

test.each<[Partial<Filters>, object]>([
  [{}, {}],
  [{ status: 'failed' }, { status: ['failed'] }],
  [{ status: 'cancelled,failed,failed,nonsense' }, { status: ['failed', 'cancelled'] }],
  [{ contact: '  lopez ' }, { contact: 'lopez' }],
  [{ contact: '   ' }, {}],
  [{ from: '2026-11-20' }, { from: '2026-11-20T05:00:00.000Z' }],
  [{ to: '2026-11-20' }, { to: '2026-11-21T05:00:00.000Z' }],
  // the clocks are put back that night: a day of 25 hours
  [
    { from: '2026-11-01', to: '2026-11-01' },
    { from: '2026-11-01T04:00:00.000Z', to: '2026-11-02T05:00:00.000Z' },
  ],
  [{ from: 'yesterday', to: '2026-02-31' }, {}],
  [{ errorCode: 'missing_data' }, { errorCode: 'missing_data' }],
])('%j is asked for as %j', (filters, query) => {
  expect(queryOf({ ...NONE, ...filters }, 'America/New_York', null)).toEqual(query);
});

test.each([
  ['', null, true],
  ['yesterday', '2026-11-01T00:00:00.000Z', true],
  ['2026-11-27T09:30:00.000Z', '2026-11-27T09:30:00.000Z', true],
  ['2026-11-27T09:30:00.000Z', '2026-11-27T09:29:59.999Z', false],
  ['2026-11-27T09:30:00.000Z', null, false],
])('ended since %j: a run that ended %j is shown: %s', (ended, finishedAt, shown) => {
  expect(shownBy({ ended })({ finishedAt })).toBe(shown);
});

test('an automation of its own goes with any filter', () => {
  expect(queryOf({ ...NONE, status: 'failed' }, 'UTC', 'w-1')).toEqual({ workflowId: 'w-1', status: ['failed'] });
});

test('nothing is filtered where every filter is empty', () => {
  expect(isFiltered(NONE)).toBe(false);
  expect(isFiltered({ ...NONE, to: '2026-11-20' })).toBe(true);
});

const started = (...ids: readonly number[]) =>
  ids.map((id) => ({ runId: `r-${id}`, startedAt: new Date(id * 1_000).toISOString() }));

test.each([
  ['nothing came', started(3, 2, 1), started(3, 2, 1), true, 0],
  ['two came', started(5, 4, 3, 2, 1), started(3, 2, 1), true, 2],
  ['one came, and the page was full', started(4, 3, 2), started(3, 2, 1), false, 1],
  ['one went, so that an older one moved up', started(3, 1, 0), started(3, 2, 1), false, 0],
  ['an older one began to fit the filters, and the list reaches it', started(3, 2, 1), started(3, 1), true, 1],
  ['the first ever', started(1), started(), true, 1],
])('%s', (_, newest, listed, isWhole, count) => {
  expect(countNewer(newest, listed, isWhole)).toBe(count);
});
