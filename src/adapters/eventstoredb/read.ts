import type { StreamingRead } from '@eventstore/db-client';
import { TimedOut } from './patience';

/**
 * All that a read of the driver gives. The driver waits for ever for a server that fell silent, and leaves reads that
 * nobody wants any more open.
 *
 * @throws TimedOut, and what the driver says
 */
export function readWithin<E>(ms: number, what: string, read: StreamingRead<E>): Promise<readonly E[]> {
  return new Promise((resolve, reject) => {
    const events: E[] = [];
    const timer = setTimeout(() => {
      reject(new TimedOut(what, ms));
      read.cancel().catch(reject);
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
