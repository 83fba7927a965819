import { number } from '../../words/time';
import type { Workflow } from './queries';

export type Change = 'activate' | 'pause' | 'archive';

const runs = (count: number, one: string, more: string): string =>
  count === 1 ? `1 active run ${one}` : `${number(count)} active runs ${more}`;

/** What a change of an automation's status will do, before it is done. */
export function consequence(
  change: Change,
  { status, activeRuns: active }: Pick<Workflow, 'status' | 'activeRuns'>,
): readonly string[] {
  switch (change) {
    case 'pause':
      return [
        'Nobody gets in while it is paused.',
        active === 0
          ? 'No run is active, so nothing is held.'
          : `${runs(active, 'is held where it is', 'are held where they are')}: nothing is sent and no wait goes on.`,
        'Activating it again lets everything go on.',
      ];
    case 'activate':
      return status === 'draft'
        ? ['Contacts get in from now on. What came before is not made up for.']
        : [
            'Contacts get in again. Events that came while it was paused are not made up for.',
            active === 0
              ? 'No run was held.'
              : `${runs(active, 'goes on where it was held', 'go on where they were held')}; waits that are over go on at once.`,
            'Reminders whose date is still to come are sent.',
          ];
    case 'archive':
      return [
        'Nobody gets in any more. This cannot be taken back.',
        active === 0
          ? 'No run is active.'
          : status === 'paused'
            ? `${runs(active, 'stays held until it is cancelled', 'stay held until they are cancelled')}. Activate it first to let them go on.`
            : `${runs(active, 'goes', 'go')} on to the end.`,
        'Its history stays.',
      ];
  }
}
