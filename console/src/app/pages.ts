import type { ComponentType } from 'react';
import { Automations } from '../pages/automations/automations';
import { later } from '../parts/later';

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
  { path: '/', page: later(() => import('../pages/home/home').then(({ Home }) => Home)) },
  { path: '/automations', page: Automations },
  {
    path: '/automations/new',
    page: later(() => import('../pages/editor/editor').then(({ Editor }) => Editor)),
  },
  {
    path: '/automations/:id/edit',
    page: later(() => import('../pages/editor/editor').then(({ Editor }) => Editor)),
  },
  {
    path: '/automations/:id',
    page: later(() => import('../pages/automation/automation').then(({ Automation }) => Automation)),
  },
  {
    path: '/contacts',
    page: later(() => import('../pages/contacts/contacts').then(({ Contacts }) => Contacts)),
  },
  {
    path: '/contacts/:id',
    page: later(() => import('../pages/contact/contact').then(({ Contact }) => Contact)),
  },
  { path: '/runs', page: later(() => import('../pages/runs/runs').then(({ Runs }) => Runs)) },
  { path: '/runs/:id', page: later(() => import('../pages/run/run').then(({ Run }) => Run)) },
  {
    path: '/reminders',
    page: later(() => import('../pages/reminders/reminders').then(({ Reminders }) => Reminders)),
  },
  { path: '/outbox', page: later(() => import('../pages/outbox/outbox').then(({ Outbox }) => Outbox)) },
  {
    path: '/settings',
    page: later(() => import('../pages/settings/settings').then(({ Settings }) => Settings)),
  },
  { path: '/hooks', page: later(() => import('../pages/hooks/hooks').then(({ Hooks }) => Hooks)) },
  {
    path: '/projections',
    page: later(() => import('../pages/projections/projections').then(({ Projections }) => Projections)),
  },
];
