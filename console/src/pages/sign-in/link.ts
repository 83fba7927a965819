import { Problem } from '../../api/problem';
import { recognise, session, signIn } from '../../api/session';
import { Store } from '../../api/store';

/** Set when a link that signs in once was used already, or came too late. */
export const linkIsOver = new Store(false);

/** The service prints a link at its first start. Its token stands behind the #: it is in no request but the one that uses it. */
function takeLink(): string | null {
  if (location.pathname !== '/sign-in' || location.hash.length < 2) return null;
  const link = location.hash.slice(1);
  history.replaceState(null, '', '/');
  return link;
}

/** Who comes: by a link, by a session that is there already, or nobody yet. */
export async function arrive(): Promise<void> {
  const link = takeLink();
  try {
    await (link === null ? recognise() : signIn({ link }));
  } catch (error) {
    linkIsOver.set(link !== null && error instanceof Problem && error.status === 401);
    session.set({ status: 'none' });
  }
}
