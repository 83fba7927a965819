import { timingSafeEqual } from 'node:crypto';
import { signature } from '../../kernel/ids';

/** Where the links of an account's messages lead, and what they are signed with. */
export interface Links {
  /** Of the service, without a slash at its end. */
  readonly publicUrl: string;
  readonly key: string;
}

/** The one message that a link is in. */
export interface LinkedMessage {
  readonly runId: string;
  readonly stepId: string;
}

/** The address by which whoever has the message unsubscribes. It names the message, not the address it went to. */
export const unsubscribeUrl = ({ publicUrl, key }: Links, message: LinkedMessage): string =>
  `${publicUrl}/u/${tokenOf(key, message)}`;

const tokenOf = (key: string, message: LinkedMessage): string =>
  `${btoa(`${message.runId}/${message.stepId}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.${sealOf(key, message)}`;

const sealOf = (key: string, { runId, stepId }: LinkedMessage): string => signature(key, 'unsubscribe', runId, stepId);

const TOKEN = /^(?<message>[A-Za-z0-9_-]{4,360})\.[A-Za-z0-9_-]{22}$/;

/** The message that a token names, whoever made it; null when it is none. */
export function messageOfToken(token: string): LinkedMessage | null {
  const encoded = TOKEN.exec(token)?.groups?.['message'];
  if (encoded === undefined) return null;
  try {
    const [runId = '', stepId = '', ...more] = atob(encoded.replaceAll('-', '+').replaceAll('_', '/')).split('/');
    return runId === '' || stepId === '' || more.length > 0 ? null : { runId, stepId };
  } catch {
    return null;
  }
}

/** Whether the holder of the key made it: how long the answer takes tells nobody how much of it was right. */
export function isOurs(token: string, key: string, message: LinkedMessage): boolean {
  const [given, made] = [Buffer.from(token), Buffer.from(tokenOf(key, message))];
  return given.length === made.length && timingSafeEqual(given, made);
}
