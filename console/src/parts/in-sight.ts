import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** Scrolls an answer to where it is seen, no further than needed, each time that it is another one: on a phone it stands below what asked for it. */
export function useInSight(answer: unknown): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [answer]);
  return place;
}
