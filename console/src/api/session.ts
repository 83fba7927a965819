import { Store } from './store';
import { problemOf, unreachable } from './problem';
import type { components } from './schema';

export type Session = components['schemas']['Session'];
export type Role = Session['role'];

/** `ended`: it was there, and is not any more; what stands on the page stays until somebody signs in again. */
export type SessionState =
  { readonly status: 'unknown' | 'none' } | { readonly status: 'signed-in' | 'ended'; readonly session: Session };

export const session = new Store<SessionState>({ status: 'unknown' });

/** Other tabs of this browser hear of it: they share the cookie. */
const tabs = new BroadcastChannel('session');
tabs.onmessage = ({ data }: MessageEvent<'signed-in' | 'signed-out'>) => {
  if (data === 'signed-in') void recognise();
  else session.set({ status: 'none' });
};

export function sessionEnded(): void {
  const now = session.get();
  if (now.status === 'signed-in') session.set({ ...now, status: 'ended' });
  else if (now.status === 'unknown') session.set({ status: 'none' });
}

/** Of another account, or as somebody who may other things, the console begins anew: nothing of before is shown or kept. */
function signedIn(next: Session): void {
  const before = session.get();
  const isOther = 'session' in before && (before.session.account !== next.account || before.session.role !== next.role);
  if (isOther) location.assign('/');
  else session.set({ status: 'signed-in', session: next });
}

/** Who is signed in, by the cookie. @throws Problem when that cannot be said */
export async function recognise(): Promise<void> {
  const response = await sent('GET');
  if (response.status === 401) sessionEnded();
  else signedIn(await bodyOf(response));
}

/** @throws Problem `unauthorized` where the key or the link is none */
export async function signIn(by: { readonly key: string } | { readonly link: string }): Promise<void> {
  signedIn(await bodyOf(await sent('POST', by)));
  tabs.postMessage('signed-in');
}

/** Of every tab. @throws Problem */
export async function signOut(): Promise<void> {
  const response = await sent('DELETE');
  if (!response.ok && response.status !== 401) throw problemOf(response.status, await response.json());
  session.set({ status: 'none' });
  tabs.postMessage('signed-out');
}

/** What a change must carry besides the cookie. */
export function csrfToken(): string | null {
  const now = session.get();
  return now.status === 'signed-in' ? now.session.csrfToken : null;
}

async function sent(method: string, body?: object): Promise<Response> {
  const token = csrfToken();
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === null ? {} : { 'x-csrf-token': token }),
  };
  try {
    return await fetch('/api/session', {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw unreachable();
  }
}

async function bodyOf(response: Response): Promise<Session> {
  const body: unknown = await response.json();
  if (!response.ok) throw problemOf(response.status, body);
  return body as Session;
}
