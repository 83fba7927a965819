import { randomBytes } from 'node:crypto';
import { isoTime } from '../../kernel/clock';
import type { Clock } from '../../kernel/clock';
import { DomainError } from '../../kernel/errors';
import { isOfPerson } from './identity';
import type { IdentityResolver, Personal, PersonalRole } from './identity';
import { SessionSeal, isSame, keyNamedIn } from './session-seal';
import type { Sealed } from './session-seal';
import { SignInLink } from './sign-in-link';

/** A key that people sign in with, and what seals its sessions. */
interface Signer extends Personal {
  readonly seal: SessionSeal;
}

/** A browser that is signed in by a key. */
export interface Session extends Sealed {
  readonly by: Signer;
}

/** What the one who is signed in is told. */
export interface SessionView {
  readonly account: string;
  readonly role: PersonalRole;
  /** Of the key; null: it has none. */
  readonly name: string | null;
  /** What every change has to bring as `x-csrf-token`. */
  readonly csrfToken: string;
  readonly expiresAt: string;
}

export const SESSION_COOKIE = 'runledger_session';

/** Milliseconds: without a request, in all, and between two renewals. */
const IDLE_MS = 2 * 3_600_000;
const LONGEST_MS = 24 * 3_600_000;
const RENEW_MS = 60_000;

const MAX_SIGNED_OUT = 10_000;

/** A cookie by its name, as often as it stands in the header. */
const COOKIES = new RegExp(`(?:^|;)[ \\t]*${SESSION_COOKIE}=([^;]*)`, 'g');

/**
 * Sessions are kept by nobody but the browser: its cookie says which key, since when and how lately, under a seal that follows
 * from the key. So every process takes them, also after a restart, and no key: no session. They end two hours after the last
 * request, 24 hours after they began, or when they are signed out.
 *
 * Of a session that was signed out only this process knows, until it would have ended (the last ten thousand): the browser loses
 * its cookie, but a copy that somebody made of it before is still taken by other processes and after a restart, for the
 * two hours, or at most 24, that it has left. To end such copies at once, take the key out of the configuration.
 */
export class Sessions {
  private readonly signers: readonly Signer[];
  /** Until when each would have lasted at most, in the order in which they were signed out. */
  private readonly signedOut = new Map<string, number>();
  private readonly link: SignInLink;

  /** @param secure whether browsers come by https only */
  constructor(
    private readonly resolver: IdentityResolver,
    private readonly clock: Clock,
    private readonly secure: boolean,
  ) {
    this.signers = resolver.known.filter(isOfPerson).map((key) => ({ ...key, seal: new SessionSeal(key.digest) }));
    this.link = new SignInLink(clock);
  }

  /** @throws DomainError `unauthorized`; `forbidden`: it is a secret of programs */
  begin(secret: string): Session {
    const found = this.resolver.find(secret);
    if (found === null) throw new DomainError('unauthorized', 'this key is not known');
    const signer = this.signers.find(({ digest }) => digest.equals(found.digest));
    if (signer === undefined) throw new DomainError('forbidden', `the role ${found.identity.role} may not sign in`);
    return this.begun(signer);
  }

  /** @throws DomainError `unauthorized` */
  beginByLink(token: string): Session {
    const owner = this.firstOwner();
    if (owner === undefined || !this.link.take(token))
      throw new DomainError('unauthorized', 'this link was used before, or is over: sign in with a key');
    return this.begun(owner);
  }

  /** A token that signs in as the owner, once; null: nobody is. */
  offerLink(): string | null {
    return this.firstOwner() === undefined ? null : this.link.offer();
  }

  /** The session of the one cookie there is; null: there is none that lives. */
  find(header: string | undefined): Session | null {
    const cookies = Array.from((header ?? '').matchAll(COOKIES), ([, value = '']) => value.trim());
    const [cookie = ''] = cookies;
    if (cookies.length !== 1) return null;
    const name = keyNamedIn(cookie);
    const by = this.signers.find(({ seal }) => seal.name === name);
    const sealed = by?.seal.open(cookie) ?? null;
    if (by === undefined || sealed === null) return null;
    const session = { ...sealed, by };
    return this.isAlive(session) ? session : null;
  }

  isAlive(session: Session): boolean {
    return this.clock.now() < endOf(session) && !this.signedOut.has(session.id);
  }

  /** Renewed where that is due, else itself. */
  renewed(session: Session): Session {
    const now = this.clock.now();
    return now - session.renewedAt > RENEW_MS ? { ...session, renewedAt: now } : session;
  }

  end({ id, begunAt }: Session): void {
    const now = this.clock.now();
    for (const [other, until] of this.signedOut) {
      if (until > now && this.signedOut.size < MAX_SIGNED_OUT) break;
      this.signedOut.delete(other);
    }
    this.signedOut.set(id, begunAt + LONGEST_MS);
  }

  /** Of what a change brings with it. @throws DomainError `csrf_token_required` */
  checkCsrfToken(session: Session, presented: unknown): void {
    if (typeof presented === 'string' && isSame(presented, session.by.seal.csrfToken(session))) return;
    throw new DomainError('csrf_token_required', "with a session, a change brings the session's token as x-csrf-token");
  }

  view(session: Session): SessionView {
    const { identity, name, seal } = session.by;
    const { account, role } = identity;
    return { account, role, name, csrfToken: seal.csrfToken(session), expiresAt: isoTime(endOf(session)) };
  }

  /** The header that gives a browser the session. */
  cookie(session: Session): string {
    const seconds = Math.ceil((endOf(session) - this.clock.now()) / 1_000);
    return this.setCookie(session.by.seal.seal(session), seconds);
  }

  /** The header that takes it from the browser. */
  noCookie(): string {
    return this.setCookie('', 0);
  }

  private setCookie(value: string, seconds: number): string {
    const secure = this.secure ? '; Secure' : '';
    return `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
  }

  private begun(by: Signer): Session {
    const now = this.clock.now();
    return { id: randomBytes(16).toString('base64url'), begunAt: now, renewedAt: now, by };
  }

  private firstOwner(): Signer | undefined {
    return this.signers.find(({ identity }) => identity.role === 'owner');
  }
}

const endOf = ({ begunAt, renewedAt }: Sealed): number => Math.min(renewedAt + IDLE_MS, begunAt + LONGEST_MS);
