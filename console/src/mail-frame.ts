/**
 * Shows a mail, in a frame of its own that no script of the mail runs in and that loads nothing from elsewhere: the policy
 * of this page's own address says so. It leads nowhere either: where a link went, the mail would be gone. The page around it
 * sends the mail, and is told how high it is.
 */
addEventListener('message', ({ data, source }: MessageEvent<unknown>) => {
  if (source !== parent || typeof data !== 'string') return;
  const mail = new DOMParser().parseFromString(data, 'text/html');
  for (const elsewhere of mail.querySelectorAll('meta, base')) elsewhere.remove();
  for (const earlier of document.head.querySelectorAll('style')) earlier.remove();
  document.head.append(...mail.head.querySelectorAll('style'));
  document.body.replaceChildren(...mail.body.childNodes);
  parent.postMessage(Math.ceil(document.documentElement.getBoundingClientRect().height), '*');
});
for (const leading of ['click', 'auxclick'] as const)
  addEventListener(leading, (event) => {
    event.preventDefault();
  });
parent.postMessage('ready', '*');
