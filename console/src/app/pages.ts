import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import type { Scope, Session } from '../api/client.js';

interface Page {
  /** In the navigation; null: reached by a link only. */
  title: string | null;
  path: RegExp;
  /** Where the navigation leads to. */
  href: string;
  scope: Scope;
  /** Whether a key that is restricted to pools cannot use it. */
  isForAllPools?: boolean;
  component: LazyExoticComponent<ComponentType<{ id: string }>>;
}

/** All pages, in the order of the navigation. Group 1 of the path is the id of what a page shows. */
export const PAGES: readonly Page[] = [
  {
    title: 'Overview',
    path: /^\/$/,
    href: '/',
    scope: 'pools:read',
    component: lazy(() => import('../pages/overview/overview-page.js')),
  },
  {
    title: 'Pools',
    path: /^\/pools$/,
    href: '/pools',
    scope: 'pools:read',
    component: lazy(() => import('../pages/pools/pools-page.js')),
  },
  {
    title: null,
    path: /^\/pools\/([^/]+)$/,
    href: '/pools',
    scope: 'pools:read',
    component: lazy(() => import('../pages/pools/pool-page.js')),
  },
  {
    title: 'Bookings',
    path: /^\/bookings$/,
    href: '/bookings',
    scope: 'bookings:read',
    component: lazy(() => import('../pages/bookings/bookings-page.js')),
  },
  {
    title: null,
    path: /^\/bookings\/([^/]+)$/,
    href: '/bookings',
    scope: 'bookings:read',
    component: lazy(() => import('../pages/bookings/booking-page.js')),
  },
  {
    title: 'Calls',
    path: /^\/calls$/,
    href: '/calls',
    scope: 'calls:read',
    component: lazy(() => import('../pages/calls/calls-page.js')),
  },
  {
    title: null,
    path: /^\/calls\/([^/]+)$/,
    href: '/calls',
    scope: 'calls:read',
    component: lazy(() => import('../pages/calls/call-page.js')),
  },
  {
    title: 'Texts',
    path: /^\/messages$/,
    href: '/messages',
    scope: 'messages:read',
    component: lazy(() => import('../pages/messages/messages-page.js')),
  },
  {
    title: null,
    path: /^\/messages\/([^/]+)$/,
    href: '/messages',
    scope: 'messages:read',
    component: lazy(() => import('../pages/messages/message-page.js')),
  },
  {
    title: 'Explain a call',
    path: /^\/explain$/,
    href: '/explain',
    scope: 'bookings:read',
    component: lazy(() => import('../pages/explain/explain-page.js')),
  },
  {
    title: 'Events',
    path: /^\/events$/,
    href: '/events',
    scope: 'events:read',
    isForAllPools: true,
    component: lazy(() => import('../pages/events/events-page.js')),
  },
  {
    title: null,
    path: /^\/events\/([^/]+)$/,
    href: '/events',
    scope: 'events:read',
    isForAllPools: true,
    component: lazy(() => import('../pages/events/event-page.js')),
  },
  {
    title: 'Subscriptions',
    path: /^\/subscriptions$/,
    href: '/subscriptions',
    scope: 'events:read',
    isForAllPools: true,
    component: lazy(() => import('../pages/events/subscriptions-page.js')),
  },
  {
    title: 'Dead letters',
    path: /^\/dead-letters$/,
    href: '/dead-letters',
    scope: 'calls:read',
    isForAllPools: true,
    component: lazy(() => import('../pages/dead-letters/dead-letters-page.js')),
  },
  {
    title: 'Jobs',
    path: /^\/jobs$/,
    href: '/jobs',
    scope: 'jobs:run',
    isForAllPools: true,
    component: lazy(() => import('../pages/jobs/jobs-page.js')),
  },
  {
    title: 'API keys',
    path: /^\/api-keys$/,
    href: '/api-keys',
    scope: 'keys:write',
    component: lazy(() => import('../pages/api-keys/api-keys-page.js')),
  },
  {
    title: 'Signed in',
    path: /^\/sessions$/,
    href: '/sessions',
    scope: 'keys:write',
    component: lazy(() => import('../pages/sessions/sessions-page.js')),
  },
  {
    title: 'Audit trail',
    path: /^\/audit$/,
    href: '/audit',
    scope: 'audit:read',
    isForAllPools: true,
    component: lazy(() => import('../pages/audit/audit-page.js')),
  },
  {
    title: 'Privacy',
    path: /^\/privacy$/,
    href: '/privacy',
    scope: 'erasures:write',
    isForAllPools: true,
    component: lazy(() => import('../pages/privacy/privacy-page.js')),
  },
  {
    title: 'Key rotation',
    path: /^\/key-rotation$/,
    href: '/key-rotation',
    scope: 'jobs:run',
    isForAllPools: true,
    component: lazy(() => import('../pages/key-rotation/key-rotation-page.js')),
  },
];

/** Whether a session may open a page. */
export const mayOpen = ({ scopes, pools }: Session, { scope, isForAllPools }: Page): boolean =>
  scopes.includes(scope) && (pools === null || !isForAllPools);
