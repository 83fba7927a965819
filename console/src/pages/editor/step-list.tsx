import { useDroppable } from '@dnd-kit/core';
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Plus } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { Button } from '../../parts/button';
import { cx } from '../../parts/cx';
import { StepIcon } from '../../parts/step-icon';
import { STEP_WORDS } from '../../words/steps';
import { MAX_DEPTH } from './definition';
import type { List, Steps } from './definition';
import { useEditor } from './editor-context';
import type { Errors } from './editing';
import { endOf } from './sorting';
import { StepRow } from './step-row';
import { STEP_TYPES } from './steps';
import styles from './steps.module.css';

interface StepListProps {
  readonly steps: Steps;
  /** Null and null: the workflow's own. */
  readonly parentId: string | null;
  readonly branch: 'then' | 'else' | null;
  readonly depth: number;
  readonly open: string | null;
  readonly errors: Errors;
}

/** A list of steps with a place for another at its end. */
export const StepList = memo(function StepList({ steps, parentId, branch, depth, open, errors }: StepListProps) {
  const joined = steps.map(({ id }) => id).join('\n');
  const ids = useMemo(() => (joined === '' ? [] : joined.split('\n')), [joined]);
  const isOwn = parentId === null;
  return (
    <SortableContext items={ids} strategy={verticalListSortingStrategy}>
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <StepRow
            key={step.id}
            step={step}
            depth={depth}
            isFirst={isOwn && index === 0}
            isLast={isOwn && index === steps.length - 1}
            open={open}
            errors={errors}
          />
        ))}
      </ol>
      {depth > MAX_DEPTH ? null : <AddStep parentId={parentId} branch={branch} isEmpty={steps.length === 0} />}
    </SortableContext>
  );
});

interface AddStepProps extends Pick<StepListProps, 'parentId' | 'branch'> {
  readonly isEmpty: boolean;
}

const AddStep = memo(function AddStep({ parentId, branch, isEmpty }: AddStepProps) {
  const { dispatch } = useEditor();
  const list: List = parentId === null || branch === null ? null : { parentId, branch };
  const [choosing, setChoosing] = useState(false);
  const { setNodeRef, isOver } = useDroppable({ id: endOf(list) });
  return (
    <div ref={setNodeRef} className={cx(styles.add, isOver && styles.over)}>
      <Button
        kind={list === null && isEmpty ? 'plain' : 'quiet'}
        icon={<Plus aria-hidden />}
        aria-expanded={choosing}
        onClick={() => {
          setChoosing(!choosing);
        }}
      >
        {list === null ? 'Add a step' : `Add a step to ${list.branch === 'then' ? 'TRUE' : 'FALSE'}`}
      </Button>
      {choosing ? (
        <ul className={styles.types}>
          {STEP_TYPES.map((type) => (
            <li key={type}>
              <Button
                icon={<StepIcon type={type} />}
                onClick={() => {
                  setChoosing(false);
                  dispatch({ type: 'add', stepType: type, list });
                }}
              >
                {STEP_WORDS[type]}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
});
