import { useEffect, useLayoutEffect, useState } from 'react';
import { Store } from '../api/store';

type Go = () => void;

/** Set while there is something on the page that would be left unsaved: it is asked before another page opens. */
const guard = new Store<((go: Go) => void) | null>(null);

/**
 * In the history, of a page with something unsaved: its entry, and one like it that is put over it. A step back leads to the
 * page itself, which is still there to ask, and puts one over it again: the next step back does not get by the question.
 */
const [UNDER, OVER] = ['unsaved-under', 'unsaved-over'];

function putOver(): void {
  if (history.state === OVER) return;
  history.replaceState(UNDER, '');
  history.pushState(OVER, '');
}

/** From the entry that is put over, to the page before. */
const back = (): void => {
  history.go(-2);
};

/** To be put around every navigation of the page. */
export function aroundNavigation(navigate: (to: string, options?: object) => void, to: string, options?: object): void {
  const go = (): void => {
    navigate(to, history.state === OVER ? { ...options, replace: true } : options);
  };
  askOr(go);
}

function askOr(go: Go): void {
  const ask = guard.get();
  if (ask === null) go();
  else ask(go);
}

interface Leaving {
  /** Whether somebody wants to leave, and has to say so again. */
  readonly asking: boolean;
  readonly stay: () => void;
  readonly leave: () => void;
}

/** Asks before what is unsaved is left: within the console, also by going back, by `asking`; else by the browser's own question. */
export function useLeaving(unsaved: boolean): Leaving {
  const [pending, setPending] = useState<{ readonly go: Go } | null>(null);
  useEffect(() => {
    const onBack = ({ state }: PopStateEvent): void => {
      if (state !== UNDER) return;
      putOver();
      askOr(back);
    };
    addEventListener('popstate', onBack);
    return () => {
      removeEventListener('popstate', onBack);
    };
  }, []);
  // before it is seen that there is something unsaved: whoever goes back at once is asked too
  useLayoutEffect(() => {
    if (!unsaved) return undefined;
    putOver();
    guard.set((go) => {
      setPending({ go });
    });
    const ask = (event: BeforeUnloadEvent): void => {
      if (guard.get() !== null) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => {
      guard.set(null);
      removeEventListener('beforeunload', ask);
    };
  }, [unsaved]);
  return {
    asking: pending !== null,
    stay: () => {
      setPending(null);
    },
    leave: () => {
      guard.set(null);
      setPending(null);
      pending?.go();
    },
  };
}

/** What was saved may be left. */
export const letLeave = (): void => {
  guard.set(null);
};
