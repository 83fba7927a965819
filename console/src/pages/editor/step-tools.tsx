import { Copy, CornerDownRight, CornerUpLeft, Trash2 } from 'lucide-react';
import { Button } from '../../parts/button';
import { placeOf } from './definition';
import type { Step } from './definition';
import { useAllSteps, useEditor } from './editor-context';
import { entrances } from './moves';
import { listInWords, stepName } from './steps';
import styles from './editor.module.css';

/** Where the open step may go besides up and down, its copy, and its end. */
export function StepTools({ step }: { readonly step: Step }) {
  const { dispatch } = useEditor();
  const steps = useAllSteps();
  const isWithin = (placeOf(steps, step.id)?.list ?? null) !== null;
  return (
    <div className={styles.tools} role="group" aria-label={`Move or remove ${stepName(step)}`}>
      {entrances(steps, step.id).map((place) => (
        <Button
          key={`${place.list.parentId} ${place.list.branch}`}
          icon={<CornerDownRight aria-hidden />}
          onClick={() => {
            dispatch({ type: 'move', id: step.id, to: place });
          }}
        >
          Move{listInWords(steps, place.list).replace(' in ', ' into ')}
        </Button>
      ))}
      {isWithin ? (
        <Button
          icon={<CornerUpLeft aria-hidden />}
          onClick={() => {
            dispatch({ type: 'move', id: step.id, to: 'out' });
          }}
        >
          Move out of the branch
        </Button>
      ) : null}
      <Button
        icon={<Copy aria-hidden />}
        onClick={() => {
          dispatch({ type: 'duplicate', id: step.id });
        }}
      >
        Duplicate
      </Button>
      <Button
        icon={<Trash2 aria-hidden />}
        onClick={() => {
          dispatch({ type: 'remove', id: step.id });
        }}
      >
        Remove
      </Button>
    </div>
  );
}
