import { Store, useStore } from '../api/store';

/** The service's clock minus this machine's, in milliseconds, as far as its answers tell. */
let ahead = 0;
/** Below it a difference is the answer's way here. */
const UNSURE_MS = 3_000;

/** @param date the header of an answer */
export function hearTime(date: string | null): void {
  const difference = date === null ? NaN : Date.parse(date) - Date.now();
  if (!Number.isNaN(difference)) ahead = Math.abs(difference) > UNSURE_MS ? difference : 0;
}

/** Now, by the service's clock, in milliseconds. */
export const serviceNow = (): number => Date.now() + ahead;

const second = new Store(serviceNow());
setInterval(() => {
  if (document.visibilityState === 'visible') second.set(serviceNow());
}, 1_000);

/** Now, once a second. */
export const useNow = (): number => useStore(second);
