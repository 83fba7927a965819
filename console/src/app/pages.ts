import { lazy } from 'react';
import type { ComponentType } from 'react';
import { Automations } from '../pages/automations/automations';

/** What a page gets: the parts of its address. */
export interface PageProps {
  readonly params: Readonly<Record<string, string>>;
}

interface PageAt {
  readonly path: string;
  readonly page: ComponentType<PageProps>;
}

/** Every page and its address; the service answers these with the page (src/http/console). All but the first load when they are opened. */
export const pages: readonly PageAt[] = [
  { path: '/automations', page: Automations },
  {
    path: '/contacts/:id',
    page: lazy(() => import('../pages/contact/contact').then(({ Contact }) => ({ default: Contact }))),
  },
];
