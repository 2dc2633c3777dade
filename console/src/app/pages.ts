import { type ComponentType, lazy } from 'react';
import type { Scope, Session } from '../api/client.js';
import OverviewPage from '../pages/overview/overview-page.js';

interface Page {
  /** In the navigation; null: reached by a link only. */
  title: string | null;
  path: RegExp;
  /** Where the navigation leads to. */
  href: string;
  scope: Scope;
  /** Whether a key that is restricted to pools cannot use it. */
  isForAllPools?: boolean;
  component: ComponentType<{ id: string }>;
}

type OtherPages = typeof import('./other-pages.js');

/** A page of the second script, which the browser fetches when the first of these pages is opened. */
const other = (name: keyof OtherPages) =>
  lazy(async () => ({ default: (await import('./other-pages.js'))[name] }));

/** All pages, in the order of the navigation. Group 1 of the path is the id of what a page shows. */
export const PAGES: readonly Page[] = [
  {
    title: 'Overview',
    path: /^\/$/,
    href: '/',
    scope: 'pools:read',
    component: OverviewPage,
  },
  {
    title: 'Pools',
    path: /^\/pools$/,
    href: '/pools',
    scope: 'pools:read',
    component: other('PoolsPage'),
  },
  {
    title: null,
    path: /^\/pools\/([^/]+)$/,
    href: '/pools',
    scope: 'pools:read',
    component: other('PoolPage'),
  },
  {
    title: 'Bookings',
    path: /^\/bookings$/,
    href: '/bookings',
    scope: 'bookings:read',
    component: other('BookingsPage'),
  },
  {
    title: null,
    path: /^\/bookings\/([^/]+)$/,
    href: '/bookings',
    scope: 'bookings:read',
    component: other('BookingPage'),
  },
  {
    title: 'Calls',
    path: /^\/calls$/,
    href: '/calls',
    scope: 'calls:read',
    component: other('CallsPage'),
  },
  {
    title: null,
    path: /^\/calls\/([^/]+)$/,
    href: '/calls',
    scope: 'calls:read',
    component: other('CallPage'),
  },
  {
    title: 'Texts',
    path: /^\/messages$/,
    href: '/messages',
    scope: 'messages:read',
    component: other('MessagesPage'),
  },
  {
    title: null,
    path: /^\/messages\/([^/]+)$/,
    href: '/messages',
    scope: 'messages:read',
    component: other('MessagePage'),
  },
  {
    title: 'Explain a call',
    path: /^\/explain$/,
    href: '/explain',
    scope: 'bookings:read',
    component: other('ExplainPage'),
  },
  {
    title: 'Events',
    path: /^\/events$/,
    href: '/events',
    scope: 'events:read',
    isForAllPools: true,
    component: other('EventsPage'),
  },
  {
    title: null,
    path: /^\/events\/([^/]+)$/,
    href: '/events',
    scope: 'events:read',
    isForAllPools: true,
    component: other('EventPage'),
  },
  {
    title: 'Subscriptions',
    path: /^\/subscriptions$/,
    href: '/subscriptions',
    scope: 'events:read',
    isForAllPools: true,
    component: other('SubscriptionsPage'),
  },
  {
    title: 'Dead letters',
    path: /^\/dead-letters$/,
    href: '/dead-letters',
    scope: 'calls:read',
    isForAllPools: true,
    component: other('DeadLettersPage'),
  },
  {
    title: 'Jobs',
    path: /^\/jobs$/,
    href: '/jobs',
    scope: 'jobs:run',
    isForAllPools: true,
    component: other('JobsPage'),
  },
  {
    title: 'API keys',
    path: /^\/api-keys$/,
    href: '/api-keys',
    scope: 'keys:write',
    component: other('ApiKeysPage'),
  },
  {
    title: 'Signed in',
    path: /^\/sessions$/,
    href: '/sessions',
    scope: 'keys:write',
    component: other('SessionsPage'),
  },
  {
    title: 'Audit trail',
    path: /^\/audit$/,
    href: '/audit',
    scope: 'audit:read',
    isForAllPools: true,
    component: other('AuditPage'),
  },
  {
    title: 'Privacy',
    path: /^\/privacy$/,
    href: '/privacy',
    scope: 'erasures:write',
    isForAllPools: true,
    component: other('PrivacyPage'),
  },
  {
    title: 'Key rotation',
    path: /^\/key-rotation$/,
    href: '/key-rotation',
    scope: 'jobs:run',
    isForAllPools: true,
    component: other('KeyRotationPage'),
  },
];

/** Whether a session may open a page. */
export const mayOpen = ({ scopes, pools }: Session, { scope, isForAllPools }: Page): boolean =>
  scopes.includes(scope) && (pools === null || !isForAllPools);
