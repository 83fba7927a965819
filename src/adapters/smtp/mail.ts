import { domainToASCII } from 'node:url';
import { compile } from 'html-to-text';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MimeNodeHeaderValue } from 'nodemailer/lib/mime-node';
import type { EffectRequest } from '../../domain/effect/effect';
import type { Sending } from '../../ports/effect-channel';
import type { Mailbox } from '../../domain/effect/mailbox';

/** An email as it goes over the wire. */
export interface Mail {
  readonly messageId: string;
  readonly envelope: { readonly from: string; readonly to: string };
  readonly message: Buffer;
}

export type EmailRequest = Extract<EffectRequest, { channel: 'email' }>;

/** Beyond so many tags there is no text alternative: making one would hold up all others. */
const MAX_TAGS = 5_000;

/** RFC 8058, which wants an https address: mail programs show a button of their own for it. Not folded, as some cannot read it then. */
const unsubscribeHeaders = (url: string | null): Record<string, MimeNodeHeaderValue> =>
  url?.startsWith('https:') !== true
    ? {}
    : {
        'List-Unsubscribe': { prepared: true, value: `<${url}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      };

/** What a reader without HTML sees: links with their addresses, no pictures. */
const asText = compile({
  wordwrap: false,
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
  ],
  limits: { maxDepth: 100 },
});

function textOf(html: string): string | undefined {
  let tags = 0;
  for (let at = html.indexOf('<'); at >= 0 && tags <= MAX_TAGS; at = html.indexOf('<', at + 1)) tags += 1;
  return tags > MAX_TAGS ? undefined : asText(html);
}

/**
 * HTML with a text alternative. Its Message-ID follows from the idempotency key, so that it is the same whenever it is sent.
 *
 * @param sentAt milliseconds since the epoch
 */
export async function composeMail(
  request: EmailRequest,
  from: Mailbox,
  { idempotencyKey, unsubscribeUrl }: Pick<Sending, 'idempotencyKey' | 'unsubscribeUrl'>,
  sentAt: number,
): Promise<Mail> {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const messageId = `<${idempotencyKey}@${domainToASCII(domain)}>`;
  const node = new MailComposer({
    from: { name: from.name ?? '', address: from.address },
    to: { name: '', address: request.to },
    subject: request.subject,
    messageId,
    date: new Date(sentAt),
    html: request.body,
    text: textOf(request.body),
    headers: unsubscribeHeaders(unsubscribeUrl),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const { from: sender, to } = node.getEnvelope();
  const [recipient, ...more] = to;
  if (typeof sender !== 'string' || recipient === undefined || more.length > 0)
    throw new Error('an email has one sender and one recipient');
  return { messageId, envelope: { from: sender, to: recipient }, message: await node.build() };
}
