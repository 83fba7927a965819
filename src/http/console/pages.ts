/** The pages of the console: each is answered with the same document, which shows what its address says. */
export const PAGES: readonly string[] = [
  '/',
  '/sign-in',
  '/automations',
  '/automations/new',
  '/automations/:id',
  '/automations/:id/edit',
  '/runs',
  '/runs/:id',
  '/contacts',
  '/contacts/:id',
  '/settings',
  '/hooks',
  '/outbox',
  '/reminders',
  '/projections',
];

/** What an address begins with that is no page's, whether or not there is anything. */
export const NO_PAGES: readonly string[] = [
  'api',
  'internal',
  'health',
  'metrics',
  'problems',
  'u',
  'assets',
  'mail-frame',
];

/** Where a mail is shown: in a frame of its own, to which the page hands it. */
export const MAIL_FRAME = '/mail-frame';

/** Nothing but what the service itself serves, and no style or script within a page. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A mail has styles of its own, and may neither run anything, nor ask anybody for anything, nor reach the session. */
export const MAIL_POLICY =
  "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** In the place of the pages where the console was not built. */
export const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Runledger</title></head>
<body><h1>Runledger</h1>
<p>The service runs, but its console was not built: <code>npm run build</code> builds it, and the next start serves it.</p>
<p>The API is described at <a href="/api/docs">/api/docs</a>.</p></body>
</html>
`;
