import { Store } from '../api/store';

/** Set when a part of this page is gone from the service: it was upgraded since the page was opened. */
export const stalePage = new Store(false);

/** Vite says so when a part cannot be loaded; instead of a white page, a reload is offered. */
export function offerReload(): void {
  addEventListener('vite:preloadError', (event) => {
    event.preventDefault();
    stalePage.set(true);
  });
}
