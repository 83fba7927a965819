import {
  Activity,
  Bell,
  Database,
  House,
  Inbox,
  LogOut,
  Monitor,
  Moon,
  Plug,
  Settings,
  Sun,
  Users,
  Workflow,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { Link, useRoute } from 'wouter';
import { session, signOut } from '../api/session';
import { useStore } from '../api/store';
import { Button } from '../parts/button';
import { cx } from '../parts/cx';
import { tellProblem } from '../parts/toasts';
import mark from '../theme/mark.svg';
import { theme } from '../theme/theme';
import type { Theme } from '../theme/theme';
import { useMay } from './may';
import type { Action } from './may';
import styles from './navigation.module.css';

interface Place {
  readonly to: string;
  readonly name: string;
  readonly icon: LucideIcon;
  /** Everybody's unless told. */
  readonly of?: Action;
}

const WORK: readonly Place[] = [
  { to: '/', name: 'Home', icon: House },
  { to: '/automations', name: 'Automations', icon: Workflow },
  { to: '/runs', name: 'Runs', icon: Activity },
  { to: '/contacts', name: 'Contacts', icon: Users },
  { to: '/reminders', name: 'Reminders', icon: Bell },
  { to: '/outbox', name: 'Outbox', icon: Inbox },
];

const SERVICE: readonly Place[] = [
  { to: '/settings', name: 'Settings', icon: Settings },
  { to: '/hooks', name: 'Hooks', icon: Plug, of: 'own' },
  { to: '/projections', name: 'Projections', icon: Database, of: 'administer' },
];

export function Navigation() {
  const state = useStore(session);
  if (!('session' in state)) return null;
  const { account, role, name } = state.session;
  return (
    <div className={styles.navigation}>
      <Link href="/" className={styles.brand}>
        <img src={mark} alt="" width="26" height="26" />
        Runledger
      </Link>
      <nav aria-label="Pages">
        <Places places={WORK} />
        <Places places={SERVICE} />
      </nav>
      <footer className={styles.foot}>
        <p className={styles.who}>
          <b>{name ?? role}</b>
          <span className="soft small">{name === null ? account : `${role} · ${account}`}</span>
        </p>
        <div className={styles.row}>
          <ThemeButton />
          <Button
            kind="quiet"
            icon={<LogOut aria-hidden />}
            onClick={() => {
              signOut().catch(tellProblem);
            }}
          >
            Sign out
          </Button>
        </div>
      </footer>
    </div>
  );
}

const Places = ({ places }: { readonly places: readonly Place[] }) => (
  <ul className={styles.places}>
    {places.map((place) => (
      <PlaceLink key={place.to} {...place} />
    ))}
  </ul>
);

function PlaceLink({ to, name, icon: Icon, of }: Place) {
  const allowed = {
    operate: useMay('operate'),
    own: useMay('own'),
    audit: useMay('audit'),
    administer: useMay('administer'),
  };
  const [here] = useRoute(to === '/' ? '/' : `${to}/*?`);
  if (of !== undefined && !allowed[of]) return null;
  return (
    <li>
      <Link href={to} className={cx(styles.place, here && styles.here)} aria-current={here ? 'page' : undefined}>
        <Icon aria-hidden />
        {name}
      </Link>
    </li>
  );
}

const THEMES: Readonly<Record<Theme, readonly [next: Theme, icon: LucideIcon, name: string]>> = {
  system: ['light', Monitor, 'as the system'],
  light: ['dark', Sun, 'light'],
  dark: ['system', Moon, 'dark'],
};

function ThemeButton() {
  const [next, Icon, name] = THEMES[useStore(theme)];
  return (
    <Button
      kind="quiet"
      icon={<Icon aria-hidden />}
      aria-label={`Colours: ${name}. Change.`}
      title={`Colours: ${name}`}
      onClick={() => {
        theme.set(next);
      }}
    />
  );
}
