import { session } from '../api/session';
import type { Role } from '../api/session';
import { useStore } from '../api/store';

/** What the console offers; the service decides by itself. */
export type Action = 'operate' | 'own' | 'audit' | 'administer';

const ACTIONS: Readonly<Record<Role, readonly Action[]>> = {
  viewer: [],
  manager: ['operate'],
  owner: ['operate', 'own'],
  auditor: ['audit'],
  admin: ['audit', 'administer'],
};

/** Whether the one who is signed in may: what one may not is not shown. */
export function useMay(action: Action): boolean {
  const state = useStore(session);
  return 'session' in state && ACTIONS[state.session.role].includes(action);
}
