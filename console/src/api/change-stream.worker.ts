import { ChangeStream } from './change-stream';
import type { FromTab, ToTab } from './live';

/**
 * One stream for all tabs of a browser, which has only six connections to a host over HTTP/1.1. It is open while any of
 * them is looked at.
 */
const tabs = new Map<MessagePort, { readonly visible: boolean }>();
let begin: (position: string | null) => void;
let beginning = new Promise<string | null>((resolve) => {
  begin = resolve;
});

const stream = new ChangeStream(
  (heard) => {
    for (const tab of tabs.keys()) tab.postMessage(heard satisfies ToTab);
  },
  () => beginning,
);

function look(): void {
  if ([...tabs.values()].some(({ visible }) => visible)) stream.open();
  else stream.close(tabs.size === 0);
  if (tabs.size > 0) return;
  beginning = new Promise((resolve) => {
    begin = resolve;
  });
}

/** Also a tab that left and is come back to, by the browser's own memory. */
function join(tab: MessagePort): void {
  tabs.set(tab, { visible: false });
  tab.postMessage({ type: 'joined', status: stream.now } satisfies ToTab);
}

function hear(tab: MessagePort, said: FromTab): void {
  switch (said.type) {
    case 'visible':
      if (!tabs.has(tab)) join(tab);
      tabs.set(tab, { visible: said.visible });
      break;
    case 'beginning':
      begin(said.position);
      return;
    case 'offline':
      stream.interrupt();
      return;
    case 'bye':
      tabs.delete(tab);
      break;
  }
  look();
}

addEventListener('connect', (event) => {
  const tab = (event as MessageEvent).ports[0];
  if (tab === undefined) return;
  tab.onmessage = ({ data }: MessageEvent<FromTab>) => {
    hear(tab, data);
  };
  join(tab);
});
