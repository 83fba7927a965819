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
  { path: '/', page: lazy(() => import('../pages/home/home').then(({ Home }) => ({ default: Home }))) },
  { path: '/automations', page: Automations },
  {
    path: '/automations/new',
    page: lazy(() => import('../pages/editor/editor').then(({ Editor }) => ({ default: Editor }))),
  },
  {
    path: '/automations/:id/edit',
    page: lazy(() => import('../pages/editor/editor').then(({ Editor }) => ({ default: Editor }))),
  },
  {
    path: '/automations/:id',
    page: lazy(() => import('../pages/automation/automation').then(({ Automation }) => ({ default: Automation }))),
  },
  {
    path: '/contacts',
    page: lazy(() => import('../pages/contacts/contacts').then(({ Contacts }) => ({ default: Contacts }))),
  },
  {
    path: '/contacts/:id',
    page: lazy(() => import('../pages/contact/contact').then(({ Contact }) => ({ default: Contact }))),
  },
  { path: '/runs', page: lazy(() => import('../pages/runs/runs').then(({ Runs }) => ({ default: Runs }))) },
  { path: '/runs/:id', page: lazy(() => import('../pages/run/run').then(({ Run }) => ({ default: Run }))) },
  {
    path: '/reminders',
    page: lazy(() => import('../pages/reminders/reminders').then(({ Reminders }) => ({ default: Reminders }))),
  },
  { path: '/outbox', page: lazy(() => import('../pages/outbox/outbox').then(({ Outbox }) => ({ default: Outbox }))) },
  {
    path: '/settings',
    page: lazy(() => import('../pages/settings/settings').then(({ Settings }) => ({ default: Settings }))),
  },
  { path: '/hooks', page: lazy(() => import('../pages/hooks/hooks').then(({ Hooks }) => ({ default: Hooks }))) },
  {
    path: '/projections',
    page: lazy(() => import('../pages/projections/projections').then(({ Projections }) => ({ default: Projections }))),
  },
];
