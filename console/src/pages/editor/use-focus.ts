import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { Editing } from './editing';
import { around } from './error-place';

/** Puts the focus where the last action says: on a field, else on its step. */
export function useFocus(focus: Editing['focus']): RefObject<HTMLDivElement | null> {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus === null || root.current === null) return undefined;
    const { stepId, field } = focus;
    const frame = requestAnimationFrame(() => {
      const part =
        stepId === null ? root.current : root.current?.querySelector(`[data-part="${CSS.escape(`step:${stepId}`)}"]`);
      const control = part === null || part === undefined ? null : controlIn(part, field);
      control?.focus();
      control?.scrollIntoView({ block: 'nearest' });
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [focus]);
  return root;
}

function controlIn(part: Element, field: string): HTMLElement | null {
  for (const name of around(field)) {
    const found = part.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`);
    if (found !== null) return found;
  }
  return part.querySelector<HTMLElement>('[data-head]');
}
