import type { ProgressReport } from '../../../src/engine/projecting/projection-progress';
import { SharedReport } from '../../../src/engine/projecting/shared-report';

const failure = { stream: 'run-1', revision: 0, position: '1', type: 'RunStarted', at: 'long ago', error: 'odd' };
const of = (projection: string, rest: Partial<ProgressReport> = {}): ProgressReport => ({
  reached: new Map([[projection, { position: '1', behindSince: null }]]),
  served: new Map([[projection, { version: 1, indexes: {}, madeAt: null }]]),
  failures: [],
  trouble: null,
  ...rest,
});

let told: ProgressReport[];
let both: SharedReport;
beforeEach(() => {
  told = [];
  both = new SharedReport((report) => told.push(report));
});

it('tells of one share as soon as that is told of, but not which copies are served', () => {
  both.tellFirst(of('runs'));
  expect(told).toEqual([{ reached: of('runs').reached, failures: [], trouble: null }]);
});

it('tells of both shares as one, with what stopped in either', () => {
  both.tellFirst(of('runs', { failures: [{ projection: 'runs', ...failure }] }));
  both.tellSecond(of('contacts', { failures: [{ projection: 'contacts', ...failure }] }));
  expect(told).toHaveLength(2);
  expect([...(told[1]?.reached.keys() ?? [])]).toEqual(['runs', 'contacts']);
  expect([...(told[1]?.served?.keys() ?? [])]).toEqual(['runs', 'contacts']);
  expect(told[1]?.failures.map(({ projection }) => projection)).toEqual(['runs', 'contacts']);
});

it('tells which copies are served only once both know', () => {
  both.tellFirst(of('runs'));
  both.tellSecond({ reached: new Map(), failures: [], trouble: 'it waits' });
  expect(told.map(({ served }) => served)).toEqual([undefined, undefined]);
  both.tellSecond(of('contacts'));
  expect(told[2]?.served?.size).toBe(2);
});

it('tells the trouble of either for as long as it lasts', () => {
  both.tellFirst(of('runs', { trouble: 'the log is away' }));
  both.tellSecond(of('contacts', { trouble: 'it waits' }));
  both.tellFirst(of('runs'));
  both.tellSecond(of('contacts'));
  expect(told.map(({ trouble }) => trouble)).toEqual(['the log is away', 'the log is away', 'it waits', null]);
});
