import { CircleAlert, Inbox, Lock, SearchX } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { asProblem, unreadBy } from '../api/problem';
import type { Unread } from '../api/problem';
import { toldOf } from '../words/problems';
import { Button, buttonClass } from './button';
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

interface MissingProps {
  /** As in “no such run”. */
  readonly what: string;
  /** Where the others are, and how that is called. */
  readonly to: string;
  readonly others: string;
}

/** There is nothing at this address, and where to go on. */
export const Missing = ({ what, to, others }: MissingProps) => (
  <State
    icon={SearchX}
    title={`There is no such ${what}`}
    action={
      <Link href={to} className={buttonClass()}>
        {others}
      </Link>
    }
  >
    The address may have been mistyped, or cut short, or lead to another account.
  </State>
);

interface FailureProps {
  readonly error: unknown;
  readonly retry?: () => void;
  /** In its place where it is not there. */
  readonly missing?: ReactNode;
  /** Takes back the filters that it was asked for by. */
  readonly clear?: () => void;
}

/** It could not be shown: why, and what helps. A search that finds too many is no failure: it goes on. */
export function Failure({ error, retry, missing, clear }: FailureProps) {
  const problem = asProblem(error);
  const unread = unreadBy(problem);
  if (problem.code === 'too_broad')
    return (
      <Empty title="Who is it?">Too many contacts begin like that. Type a little more of the name or number.</Empty>
    );
  if (unread === 'absent' && missing !== undefined) return missing;
  if (unread === 'impossible' && clear !== undefined) return <NothingMatches clear={clear} />;
  const { icon, title } = UNREAD[unread];
  return (
    <State
      icon={icon}
      title={title}
      action={retry !== undefined && unread === 'passing' ? <Button onClick={retry}>Try again</Button> : undefined}
    >
      {toldOf(problem)}
    </State>
  );
}

const UNREAD: Readonly<Record<Unread, { readonly icon: LucideIcon; readonly title: string }>> = {
  absent: { icon: SearchX, title: 'It is not there' },
  closed: { icon: Lock, title: 'Not yours to see' },
  impossible: { icon: SearchX, title: 'There is nothing like that' },
  passing: { icon: CircleAlert, title: 'This could not be loaded' },
};

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
