import type { ComponentType } from 'react';
import type { Scope, Session } from '../api/client.js';
import ApiKeysPage from '../pages/api-keys/api-keys-page.js';
import AuditPage from '../pages/audit/audit-page.js';
import BookingPage from '../pages/bookings/booking-page.js';
import BookingsPage from '../pages/bookings/bookings-page.js';
import CallPage from '../pages/calls/call-page.js';
import CallsPage from '../pages/calls/calls-page.js';
import DeadLettersPage from '../pages/dead-letters/dead-letters-page.js';
import EventPage from '../pages/events/event-page.js';
import EventsPage from '../pages/events/events-page.js';
import SubscriptionsPage from '../pages/events/subscriptions-page.js';
import ExplainPage from '../pages/explain/explain-page.js';
import JobsPage from '../pages/jobs/jobs-page.js';
import KeyRotationPage from '../pages/key-rotation/key-rotation-page.js';
import MessagePage from '../pages/messages/message-page.js';
import MessagesPage from '../pages/messages/messages-page.js';
import OverviewPage from '../pages/overview/overview-page.js';
import PoolPage from '../pages/pools/pool-page.js';
import PoolsPage from '../pages/pools/pools-page.js';
import PrivacyPage from '../pages/privacy/privacy-page.js';
import SessionsPage from '../pages/sessions/sessions-page.js';

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
    component: PoolsPage,
  },
  {
    title: null,
    path: /^\/pools\/([^/]+)$/,
    href: '/pools',
    scope: 'pools:read',
    component: PoolPage,
  },
  {
    title: 'Bookings',
    path: /^\/bookings$/,
    href: '/bookings',
    scope: 'bookings:read',
    component: BookingsPage,
  },
  {
    title: null,
    path: /^\/bookings\/([^/]+)$/,
    href: '/bookings',
    scope: 'bookings:read',
    component: BookingPage,
  },
  {
    title: 'Calls',
    path: /^\/calls$/,
    href: '/calls',
    scope: 'calls:read',
    component: CallsPage,
  },
  {
    title: null,
    path: /^\/calls\/([^/]+)$/,
    href: '/calls',
    scope: 'calls:read',
    component: CallPage,
  },
  {
    title: 'Texts',
    path: /^\/messages$/,
    href: '/messages',
    scope: 'messages:read',
    component: MessagesPage,
  },
  {
    title: null,
    path: /^\/messages\/([^/]+)$/,
    href: '/messages',
    scope: 'messages:read',
    component: MessagePage,
  },
  {
    title: 'Explain a call',
    path: /^\/explain$/,
    href: '/explain',
    scope: 'bookings:read',
    component: ExplainPage,
  },
  {
    title: 'Events',
    path: /^\/events$/,
    href: '/events',
    scope: 'events:read',
    isForAllPools: true,
    component: EventsPage,
  },
  {
    title: null,
    path: /^\/events\/([^/]+)$/,
    href: '/events',
    scope: 'events:read',
    isForAllPools: true,
    component: EventPage,
  },
  {
    title: 'Subscriptions',
    path: /^\/subscriptions$/,
    href: '/subscriptions',
    scope: 'events:read',
    isForAllPools: true,
    component: SubscriptionsPage,
  },
  {
    title: 'Dead letters',
    path: /^\/dead-letters$/,
    href: '/dead-letters',
    scope: 'calls:read',
    isForAllPools: true,
    component: DeadLettersPage,
  },
  {
    title: 'Jobs',
    path: /^\/jobs$/,
    href: '/jobs',
    scope: 'jobs:run',
    isForAllPools: true,
    component: JobsPage,
  },
  {
    title: 'API keys',
    path: /^\/api-keys$/,
    href: '/api-keys',
    scope: 'keys:write',
    component: ApiKeysPage,
  },
  {
    title: 'Signed in',
    path: /^\/sessions$/,
    href: '/sessions',
    scope: 'keys:write',
    component: SessionsPage,
  },
  {
    title: 'Audit trail',
    path: /^\/audit$/,
    href: '/audit',
    scope: 'audit:read',
    isForAllPools: true,
    component: AuditPage,
  },
  {
    title: 'Privacy',
    path: /^\/privacy$/,
    href: '/privacy',
    scope: 'erasures:write',
    isForAllPools: true,
    component: PrivacyPage,
  },
  {
    title: 'Key rotation',
    path: /^\/key-rotation$/,
    href: '/key-rotation',
    scope: 'jobs:run',
    isForAllPools: true,
    component: KeyRotationPage,
  },
];

/** Whether a session may open a page. */
export const mayOpen = ({ scopes, pools }: Session, { scope, isForAllPools }: Page): boolean =>
  scopes.includes(scope) && (pools === null || !isForAllPools);
