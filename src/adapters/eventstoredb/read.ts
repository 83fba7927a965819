import { TimedOut } from './patience';

/** A read of the driver, or a call of ours that reads. */
interface Read<E> {
  on(event: 'data', listener: (item: E) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  cancel(): Promise<void> | void;
}

/**
 * All that a read gives. The driver waits for ever for a server that fell silent, and leaves reads that
 * nobody wants any more open.
 *
 * @throws TimedOut, and what the driver says
 */
export function readWithin<E>(ms: number, what: string, read: Read<E>): Promise<readonly E[]> {
  return new Promise((resolve, reject) => {
    const events: E[] = [];
    const timer = setTimeout(() => {
      reject(new TimedOut(what, ms));
      Promise.resolve(read.cancel()).catch(reject);
    }, ms);
    read.on('data', (event) => {
      events.push(event);
    });
    // Stays for as long as the read lives: an error that nobody listens to ends the process.
    read.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    read.on('end', () => {
      clearTimeout(timer);
      resolve(events);
    });
  });
}
