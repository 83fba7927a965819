import { DndContext, PointerSensor, closestCenter, pointerWithin, useSensor, useSensors } from '@dnd-kit/core';
import type { CollisionDetection, DragEndEvent } from '@dnd-kit/core';
import type { ReactNode } from 'react';
import { listAt, placeOf } from './definition';
import type { List, Place, Steps } from './definition';
import type { Action } from './editing';

const END = 'end of ';

/** What a step is dropped on to come to the end of a list. Ids of steps have no spaces. */
export const endOf = (list: List): string => (list === null ? END : `${END}${list.branch} ${list.parentId}`);

function dropPlace(steps: Steps, id: string, over: string): Place | null {
  if (!over.startsWith(END)) return placeOf(steps, over);
  const [branch, parentId] = over.slice(END.length).split(' ');
  const list: List = parentId === undefined || (branch !== 'then' && branch !== 'else') ? null : { parentId, branch };
  return { list, index: listAt(steps, list).filter((step) => step.id !== id).length };
}

/** Under the pointer, else the nearest. */
const collisions: CollisionDetection = (args) => {
  const within = pointerWithin(args);
  return within.length > 0 ? within : closestCenter(args);
};

/** What is done by buttons and keys is announced by the page itself; dragging says nothing beside it. */
const SILENT = {
  announcements: { onDragStart: say, onDragOver: say, onDragEnd: say, onDragCancel: say },
  screenReaderInstructions: { draggable: '' },
};
function say(): undefined {
  return undefined;
}

/** One object: another at each drawing would draw every row anew. */
const BEGINS = { activationConstraint: { distance: 6 } };

interface SortingProps {
  readonly steps: Steps;
  readonly dispatch: (action: Action) => void;
  readonly children: ReactNode;
}

/** Steps within can be dragged by their grips to any place that they may stand in. */
export function Sorting({ steps, dispatch, children }: SortingProps) {
  const sensors = useSensors(useSensor(PointerSensor, BEGINS));
  const drop = ({ active, over }: DragEndEvent): void => {
    const id = String(active.id);
    if (over === null || over.id === active.id) return;
    const to = dropPlace(steps, id, String(over.id));
    if (to !== null) dispatch({ type: 'move', id, to });
  };
  return (
    <DndContext sensors={sensors} collisionDetection={collisions} accessibility={SILENT} onDragEnd={drop}>
      {children}
    </DndContext>
  );
}
