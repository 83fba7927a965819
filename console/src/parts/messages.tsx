import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { characterInWords } from '../words/characters';
import { number } from '../words/time';
import styles from './messages.module.css';

interface SmsBubbleProps {
  readonly body: string;
  readonly to?: string | undefined;
  /** Under it: segments, how far it came. */
  readonly children?: ReactNode;
}

/** An SMS as it is read. */
export const SmsBubble = ({ body, to, children }: SmsBubbleProps) => (
  <figure className={styles.message}>
    {to === undefined ? null : <figcaption className={styles.to}>to {to}</figcaption>}
    <p className={styles.bubble}>{body}</p>
    {children === undefined ? null : <div className={styles.under}>{children}</div>}
  </figure>
);

interface SegmentsProps {
  readonly segments: number;
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** The first character that makes it UCS-2. */
  readonly firstUnicode?: string | null | undefined;
}

/** How many an SMS is paid as, and why it is more than one would think. */
export const Segments = ({ segments, encoding, firstUnicode }: SegmentsProps) => (
  <span>
    {segments === 1 ? '1 segment' : `${number(segments)} segments`}, {encoding}
    {firstUnicode === undefined || firstUnicode === null ? null : (
      <>
        {' '}
        because of <b>{characterInWords(firstUnicode)}</b>
      </>
    )}
  </span>
);

const MIN_HEIGHT = 80;
const MAX_HEIGHT = 640;

interface MailFrameProps {
  readonly html: string;
  readonly subject: string;
  readonly to?: string | undefined;
}

/** An email as it is read, in a frame where nothing of it runs and nothing is loaded from elsewhere. */
export function MailFrame({ html, subject, to }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(MIN_HEIGHT);
  useEffect(() => {
    const send = (): void => frame.current?.contentWindow?.postMessage(html, '*');
    const hear = ({ data, source }: MessageEvent<unknown>): void => {
      if (source !== frame.current?.contentWindow) return;
      if (data === 'ready') send();
      else if (typeof data === 'number') setHeight(Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, data)));
    };
    addEventListener('message', hear);
    send();
    return () => {
      removeEventListener('message', hear);
    };
  }, [html]);
  return (
    <figure className={styles.message}>
      {to === undefined ? null : <figcaption className={styles.to}>to {to}</figcaption>}
      <div className={styles.mail}>
        <p className={styles.subject}>{subject}</p>
        <iframe
          ref={frame}
          className={styles.frame}
          src="/mail-frame"
          sandbox="allow-scripts"
          title={`The email “${subject}”`}
          height={height}
        />
      </div>
    </figure>
  );
}
