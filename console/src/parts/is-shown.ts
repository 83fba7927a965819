import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** Whether what asks is still on the page: the answer to what was begun there may come after it was left. */
export function useIsShown(): Readonly<RefObject<boolean>> {
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return isShown;
}
