import { createHash } from 'node:crypto';

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;color:#222}' +
  'button{font:inherit;padding:.6rem 1.2rem}';

/** Nothing is loaded, and the form goes to where the page came from. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

/** Asks; its form is sent to the address of the page. */
export const askingPage = (address: string): string =>
  page('Unsubscribe', [
    `<p>No more emails to <b>${shown(address)}</b>?</p>`,
    '<form method="post"><button type="submit">Unsubscribe</button></form>',
  ]);

export const donePage = (address: string): string =>
  page('Unsubscribed', [`<p><b>${shown(address)}</b> gets no more emails from us.</p>`]);

const page = (title: string, body: readonly string[]): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1>
${body.join('\n')}
</body></html>
`;

/** Enough of it for its owner: whoever got hold of the link learns no address from it. */
function shown(address: string): string {
  const at = address.lastIndexOf('@');
  const masked = `${/^./u.exec(address)?.[0] ?? ''}•••${address.slice(at)}`;
  return masked.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
