import { DomainError } from '../../kernel/errors';
import type { Identity, IdentityResolver } from './identity';
import type { Session, Sessions } from './sessions';

/** A request as far as who sends it goes. */
export interface Asking {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Once it was let in. */
  identity?: Identity;
  /** By which it came, if it did. */
  session?: Session;
  /** Whether who sent it may still listen to what is answered: a session can end meanwhile. */
  isStillIn?: () => boolean;
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** The one way from a request to who sends it: by a bearer key, else by the cookie of a session. */
export class Callers {
  constructor(
    readonly keys: IdentityResolver,
    private readonly sessions: Sessions,
  ) {}

  /** @throws DomainError `unauthorized`, `csrf_token_required` */
  identify(request: Asking): Identity {
    const holder = this.holderOf(request);
    if (holder !== null) return holder;
    const session = this.sessionOf(request);
    if (session === null) throw unauthorized();
    if (!READING.has(request.method)) this.sessions.checkCsrfToken(session, request.headers['x-csrf-token']);
    request.session = session;
    request.isStillIn = () => this.sessions.isAlive(session);
    return session.by.identity;
  }

  /** The session of its cookie; null: there is none. @throws DomainError `unauthorized` for a key that is none */
  sessionOf(request: Pick<Asking, 'headers'>): Session | null {
    this.holderOf(request);
    const { cookie } = request.headers;
    return this.sessions.find(typeof cookie === 'string' ? cookie : undefined);
  }

  /** Whose key it brings; null: it brings none. @throws DomainError `unauthorized` for one that is none */
  private holderOf({ headers: { authorization } }: Pick<Asking, 'headers'>): Identity | null {
    if (authorization === undefined) return null;
    const identity = typeof authorization === 'string' ? this.keys.resolve(authorization) : null;
    if (identity === null) throw unauthorized();
    return identity;
  }

  /** The header that renews the session by which a request came; null: that is not due. */
  renewal({ session }: Asking): string | null {
    if (session === undefined) return null;
    const renewed = this.sessions.renewed(session);
    return renewed === session ? null : this.sessions.cookie(renewed);
  }
}

const unauthorized = (): DomainError =>
  new DomainError('unauthorized', 'a valid key is required as a bearer token, or a session');
