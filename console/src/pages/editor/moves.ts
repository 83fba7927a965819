import { branchOf, fits, listAt, placeOf, stepOf } from './definition';
import type { List, Place, Step, Steps } from './definition';

export type Direction = 'up' | 'down' | 'in' | 'out';

/**
 * Where a step comes to by one press. Up and down go through every list there is, one place a press; in goes into the
 * condition before it, else the one after it; out goes behind the condition that it stands in.
 *
 * @returns null where there is no such place
 */
export function target(steps: Steps, id: string, direction: Direction): Place | null {
  const step = stepOf(steps, id);
  const place = placeOf(steps, id);
  if (step === undefined || place === null) return null;
  switch (direction) {
    case 'up':
      return up(steps, place);
    case 'down':
      return down(steps, place);
    case 'out':
      return behindParent(steps, place);
    case 'in':
      return entrances(steps, id)[0] ?? null;
  }
}

function up(steps: Steps, { list, index }: Place): Place | null {
  if (index > 0) return { list, index: index - 1 };
  if (list === null) return null;
  if (list.branch === 'then') return placeOf(steps, list.parentId);
  const then = { parentId: list.parentId, branch: 'then' as const };
  return { list: then, index: listAt(steps, then).length };
}

function down(steps: Steps, place: Place): Place | null {
  const { list, index } = place;
  if (index + 1 < listAt(steps, list).length) return { list, index: index + 1 };
  if (list === null) return null;
  if (list.branch === 'then') return { list: { parentId: list.parentId, branch: 'else' }, index: 0 };
  return behindParent(steps, place);
}

function behindParent(steps: Steps, { list }: Place): Place | null {
  const parent = list === null ? null : placeOf(steps, list.parentId);
  return parent === null ? null : { ...parent, index: parent.index + 1 };
}

/** The branches beside a step that it may be moved into: those of the condition before it, then those of the one after it. */
export function entrances(steps: Steps, id: string): readonly (Place & { readonly list: NonNullable<List> })[] {
  const step = stepOf(steps, id);
  const place = placeOf(steps, id);
  if (step === undefined || place === null) return [];
  const siblings = listAt(steps, place.list);
  const into = (sibling: Step | undefined, atEnd: boolean) =>
    sibling?.type !== 'condition'
      ? []
      : (['then', 'else'] as const).flatMap((branch) => {
          const list = { parentId: sibling.id, branch };
          return fits(steps, step, list) ? [{ list, index: atEnd ? branchOf(sibling, branch).length : 0 }] : [];
        });
  return [...into(siblings[place.index - 1], true), ...into(siblings[place.index + 1], false)];
}
