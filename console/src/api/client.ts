import createClient from 'openapi-fetch';
import type { Middleware } from 'openapi-fetch';
import { hearTime } from '../words/clock';
import { Problem, problemOf, unreachable } from './problem';
import { csrfToken, sessionEnded } from './session';
import type { paths } from './schema';

const SAFE = ['GET', 'HEAD'];
/** How long what one did is waited for when something is read, in milliseconds: later the read models have it anyway. */
const OWN_CHANGE_MS = 15_000;
/** Queries that can be asked to be as new as one's own change. */
const QUERY = /^\/api\/automations\/(?!runs\/changes)/;

/** How long a page that shows nothing of the read models is waited for, in milliseconds. */
const BEGINNING_MS = 1_500;

let began: ((position: string) => void) | null;
const first = new Promise<string>((resolve) => {
  began = resolve;
});

/** The position of the first answer of the read models; null when there is none in time. */
export const beginning = (): Promise<string | null> =>
  Promise.race([first, new Promise<null>((resolve) => setTimeout(resolve, BEGINNING_MS, null))]);

/** The position of one's own last change, and when it was made. */
let own: { readonly position: string; readonly at: number } | null = null;

interface Positioned {
  readonly position?: string;
  readonly asOf?: { readonly position: string };
}

const middleware: Middleware = {
  onRequest({ request }) {
    const token = csrfToken();
    if (!SAFE.includes(request.method)) {
      if (token !== null) request.headers.set('x-csrf-token', token);
      return request;
    }
    const url = new URL(request.url);
    if (own === null || performance.now() - own.at > OWN_CHANGE_MS || !QUERY.test(url.pathname)) return request;
    url.searchParams.set('minPosition', own.position);
    return new Request(url, request);
  },
  async onResponse({ request, response }) {
    hearTime(response.headers.get('date'));
    if (response.status === 401) sessionEnded();
    const isChange = !SAFE.includes(request.method);
    if (!response.ok || (!isChange && began === null)) return; // nothing to learn from it: it is not parsed twice
    const body = (await response
      .clone()
      .json()
      .catch(() => null)) as Positioned | null;
    if (body?.asOf !== undefined) {
      began?.(body.asOf.position);
      began = null;
    }
    if (isChange && body?.position !== undefined) own = { position: body.position, at: performance.now() };
  },
  onError: () => unreachable(),
};

/** The API, typed by its document. */
export const api = createClient<paths>({ baseUrl: location.origin });
api.use(middleware);

/** What was answered. @throws Problem when that is no success, or nothing */
export async function answered<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok) throw error instanceof Problem ? error : problemOf(response.status, error);
  return data as T;
}
