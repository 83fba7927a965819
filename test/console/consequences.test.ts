import { consequence } from '../../console/src/pages/automation/consequences';
import type { Change } from '../../console/src/pages/automation/consequences';

test.each<[Change, 'draft' | 'active' | 'paused', number, string]>([
  ['pause', 'active', 1, '1 active run is held where it is'],
  ['pause', 'active', 1_204, '1,204 active runs are held where they are'],
  ['pause', 'active', 0, 'nothing is held'],
  ['activate', 'draft', 0, 'Contacts get in from now on'],
  ['activate', 'paused', 3, '3 active runs go on where they were held'],
  ['activate', 'paused', 0, 'No run was held'],
  ['archive', 'active', 2, '2 active runs go on to the end'],
  ['archive', 'paused', 2, '2 active runs stay held until they are cancelled'],
  ['archive', 'draft', 0, 'cannot be taken back'],
])('to %s what is %s with %d active runs is told to mean: %s', (change, status, activeRuns, words) => {
  expect(consequence(change, { status, activeRuns }).join(' ')).toContain(words);
});
