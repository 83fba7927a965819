import { useSortable } from '@dnd-kit/sortable';
import { ChevronDown, ChevronUp, GripVertical } from 'lucide-react';
import { memo } from 'react';
import type { KeyboardEvent } from 'react';
import { Button } from '../../parts/button';
import { cx } from '../../parts/cx';
import { Pill } from '../../parts/pill';
import { StepIcon } from '../../parts/step-icon';
import { branchOf } from './definition';
import type { Step } from './definition';
import { useEditor } from './editor-context';
import type { Errors, FieldErrors } from './editing';
import type { Direction } from './moves';
import { StepForm } from './step-form';
import { StepList } from './step-list';
import { stepName, summaryOf } from './steps';
import styles from './steps.module.css';

interface StepRowProps {
  readonly step: Step;
  readonly depth: number;
  /** Of the workflow's own list: there is nothing above, or below. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly open: string | null;
  readonly errors: Errors;
}

const KEYS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowRight: 'in',
  ArrowLeft: 'out',
};
const NO_ERRORS: FieldErrors = {};

/** A step in a line, its form where it is open, and its branches. */
export const StepRow = memo(function StepRow({ step, depth, isFirst, isLast, open, errors }: StepRowProps) {
  const { dispatch } = useEditor();
  const { setDraggableNodeRef, setDroppableNodeRef, listeners, transform, isDragging, isOver } = useSortable({
    id: step.id,
  });
  const isOpen = open === step.id;
  const move = (to: Direction): void => {
    dispatch({ type: 'move', id: step.id, to });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = event.altKey ? KEYS[event.key] : undefined;
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };
  const name = stepName(step);
  return (
    <li
      ref={setDraggableNodeRef}
      className={cx(styles.step, isDragging && styles.dragging)}
      data-part={`step:${step.id}`}
      style={transform === null ? undefined : { translate: `${transform.x}px ${transform.y}px` }}
    >
      <div
        ref={setDroppableNodeRef}
        className={cx(
          styles.row,
          isOpen && styles.openRow,
          errors[step.id] !== undefined && styles.wrongRow,
          isOver && styles.over,
        )}
      >
        <span className={styles.grip} {...listeners} aria-hidden>
          <GripVertical />
        </span>
        <button
          type="button"
          className={styles.head}
          data-head
          aria-expanded={isOpen}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Alt+ArrowRight Alt+ArrowLeft"
          onKeyDown={onKeyDown}
          onClick={() => {
            dispatch({ type: 'toggle', id: step.id });
          }}
        >
          <StepIcon type={step.type} />
          <span className={styles.words}>
            <b>{name}</b>
            <span className={styles.summary}>{summaryOf(step)}</span>
          </span>
          {errors[step.id] === undefined ? null : <Pill tone="bad">Not right yet</Pill>}
        </button>
        <Button
          kind="quiet"
          icon={<ChevronUp aria-hidden />}
          aria-label={`Move ${name} up`}
          disabled={isFirst}
          onClick={() => {
            move('up');
          }}
        />
        <Button
          kind="quiet"
          icon={<ChevronDown aria-hidden />}
          aria-label={`Move ${name} down`}
          disabled={isLast}
          onClick={() => {
            move('down');
          }}
        />
      </div>
      {isOpen ? <StepForm step={step} errors={errors[step.id] ?? NO_ERRORS} /> : null}
      {step.type === 'condition'
        ? (['then', 'else'] as const).map((branch) => (
            <div key={branch} className={styles.branch} role="group" aria-label={`${BRANCHES[branch]} of ${name}`}>
              <span className={cx(styles.branchName, styles[branch])}>{BRANCHES[branch]}</span>
              <StepList
                steps={branchOf(step, branch)}
                parentId={step.id}
                branch={branch}
                depth={depth + 1}
                open={open}
                errors={errors}
              />
            </div>
          ))
        : null}
    </li>
  );
});

const BRANCHES = { then: 'TRUE', else: 'FALSE' } as const;
