import { CircleAlert, Inbox, Lock, SearchX } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { asProblem } from '../api/problem';
import { toldOf } from '../words/problems';
import { Button } from './button';
import styles from './states.module.css';

interface StateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

function State({ icon: Icon, title, children, action }: StateProps & { readonly icon: LucideIcon }) {
  return (
    <div className={styles.state}>
      <Icon className={styles.icon} aria-hidden />
      <h2>{title}</h2>
      {children === undefined ? null : <p>{children}</p>}
      {action}
    </div>
  );
}

/** There is nothing yet, and that is no fault. */
export const Empty = (props: StateProps) => <State icon={Inbox} {...props} />;

/** There is something, but not of what was asked for. */
export const NothingMatches = ({ clear }: { readonly clear: () => void }) => (
  <State icon={SearchX} title="Nothing matches" action={<Button onClick={clear}>Clear filters</Button>}>
    No entry fits all the filters.
  </State>
);

/** It could not be shown: why, and once more. A search that finds too many is no failure: it goes on. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const problem = asProblem(error);
  if (problem.code === 'too_broad')
    return (
      <Empty title="Who is it?">Too many contacts begin like that. Type a little more of the name or number.</Empty>
    );
  const closed = problem.code === 'forbidden' || problem.code === 'not_found';
  return (
    <State
      icon={closed ? Lock : CircleAlert}
      title={closed ? 'Not yours to see' : 'This could not be loaded'}
      action={retry === undefined || closed ? undefined : <Button onClick={retry}>Try again</Button>}
    >
      {toldOf(problem)}
    </State>
  );
}

/** Where something will stand: as large as it will be. */
export function Skeleton({ width = '100%', height = '1em' }: { readonly width?: string; readonly height?: string }) {
  return (
    <svg className={styles.skeleton} width={width} height={height} aria-hidden>
      <rect width="100%" height="100%" rx="5" />
    </svg>
  );
}

/** Said to a screen reader while there are skeletons. */
export const Loading = ({ what, children }: { readonly what: string; readonly children: ReactNode }) => (
  <div role="status" aria-busy>
    <span className="unseen">Loading {what}…</span>
    {children}
  </div>
);
