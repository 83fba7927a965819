import type { SmtpServer } from '../../config/smtp';
import { excerpt } from '../../kernel/json-size';

/** Characters of a server's answer that are kept. */
const MAX_WORDS = 200;

/** What nodemailer tells of an error, all of it only sometimes. */
export interface WireError extends Error {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
}

/** A message did not go through. */
export class SmtpFailure extends Error {
  /**
   * @param answer the server's words; null: it said nothing
   * @param trouble why the server as a whole cannot be used, in words that anybody may read; null: it can
   * @param isLost the connection ended without a word, as one does that was idle for long: another one may do
   */
  constructor(
    readonly answer: string | null,
    readonly trouble: string | null,
    readonly isLost: boolean,
  ) {
    super(trouble ?? 'a message was refused');
    this.name = 'SmtpFailure';
  }
}

/** While the connection is made, up to the login: whatever goes wrong is the server's. */
export const failureOfConnecting = (error: WireError, server: SmtpServer): SmtpFailure =>
  new SmtpFailure(answerIn(error, server), troubleIn(error), isLost(error));

/** Once a message is at hand: an answer concerns the message, unless the server says that it goes away. */
export function failureOfMessage(error: WireError, server: SmtpServer): SmtpFailure {
  const answer = answerIn(error, server);
  const concernsMessage = answer !== null && error.responseCode !== 421;
  return new SmtpFailure(answer, concernsMessage ? null : troubleIn(error), isLost(error));
}

const ANSWER = /^(\d)(\d\d)(?:[ -][^\n]*)?(?:\n\1\2(?:[ -][^\n]*)?)*$/;

/** Whether it says yes (2) or no (4, 5), in every of its lines the same; whatever says neither is no answer. */
export const isAnswer = (response: string, ...kinds: readonly ('2' | '4' | '5')[]): boolean =>
  kinds.some((kind) => kind === ANSWER.exec(response)?.[1]);

const answerIn = ({ response }: WireError, server: SmtpServer): string | null =>
  response === undefined || !isAnswer(response, '4', '5') ? null : inOneLine(response, server);

/** The server's words. Should it repeat the password, that is left out. */
export function inOneLine(response: string, { login }: SmtpServer): string {
  const line = response
    .replace(/^(\d{3})-/, '$1 ')
    .replace(/\r?\n\d{3}[ -]/g, ' ')
    .replace(/[\p{C}\s]+/gu, ' ');
  const secrets = login === null ? [] : secretsOf(login);
  return excerpt(secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line).trim(), MAX_WORDS);
}

const secretsOf = ({ user, password }: NonNullable<SmtpServer['login']>): readonly string[] =>
  [`\0${user}\0${password}`, password].flatMap((text) => [text, Buffer.from(text).toString('base64')]);

const UNREACHABLE = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL'];
const DROPPED = ['ECONNRESET', 'EPIPE'];
/** How OpenSSL and Node call what is wrong with a certificate. */
const CERTIFICATE = /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_VERIFY|ALTNAME|^CRL_|^INVALID_(?:CA|PURPOSE)$/;

function troubleIn(error: WireError): string {
  const { code, originalCode = code ?? '', responseCode } = error;
  if (code === 'EDNS') return 'its name leads to no address';
  if (UNREACHABLE.includes(originalCode)) return `it cannot be reached (${originalCode})`;
  if (CERTIFICATE.test(originalCode)) return `its certificate does not verify (${originalCode})`;
  if (code === 'ETLS') return `it does not begin TLS${responseCode === undefined ? '' : ` (${responseCode})`}`;
  if (code === 'EAUTH') return `it refuses the login${responseCode === undefined ? '' : ` (${responseCode})`}`;
  if (responseCode !== undefined) return `it answers with ${responseCode}`;
  if (code === 'ETIMEDOUT') return 'it does not answer in time';
  if (/^(?:ERR_SSL|ERR_TLS|EPROTO$)/.test(originalCode)) return `it does not speak TLS as it should (${originalCode})`;
  return code === 'EPROTOCOL' ? 'it does not speak SMTP' : 'it ends the connection';
}

const isLost = ({ code, originalCode = '', response }: WireError): boolean =>
  response === undefined && (code === 'ECONNECTION' || DROPPED.includes(originalCode));
