/** What the pages show; the benchmark fills it in. */
export interface Subjects {
  pool: string;
  number: string;
  /** Those of the first page of the pool's numbers, separated by commas. */
  numbers: string;
  booking: string;
  reference: string;
  call: string;
  text: string;
  event: string;
}

const PAGE = 'limit=25';
const HOUR_MS = 3_600_000;

function lastDay(): string {
  const to = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  const day = { from: new Date(to - 24 * HOUR_MS), to: new Date(to) };
  return `from=${day.from.toISOString()}&to=${day.to.toISOString()}`;
}

function months(): string {
  const now = new Date();
  const month = (ahead: number): string =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead)).toISOString();
  return `from=${month(-5)}&to=${month(1)}`;
}

/** The requests of a page of the console, which the browser sends at once. */
export interface PageRequests {
  /** What the first content of the page needs. */
  first: readonly string[];
  /** What the rest of the page shows when it arrives. */
  rest: readonly string[];
}

const only = (...first: string[]): PageRequests => ({ first, rest: [] });

export const pagesOf = ({
  pool,
  number,
  numbers,
  booking,
  reference,
  call,
  text,
  event,
}: Subjects): Readonly<Record<string, PageRequests>> => ({
  overview: {
    first: ['/v1/pools?limit=10', '/v1/stats/calls/recent?minutes=60'],
    rest: [
      '/v1/stats/call-handles',
      `/v1/pools/${pool}/load?limit=1`,
      '/v1/virtual-numbers?operationalStatus=Unhealthy&limit=20',
      '/v1/dead-letters?limit=20',
      '/v1/event-subscriptions?limit=100',
      '/v1/jobs',
      `/v1/pools/${pool}/capacity?growth=1.2`,
      '/v1/stats/messages/recent?minutes=60',
      '/v1/calls?outcome=refused&limit=8',
      '/v1/stats/calls/worst-numbers?limit=5',
      ...['booking', 'call', 'block', 'message'].map(
        (kind) => `/v1/audit-events?action=${kind}.reveal&limit=6`,
      ),
      '/v1/audit-events?action=export.create&limit=6',
    ],
  },
  pools: only(`/v1/pools?${PAGE}`),
  pool: {
    first: [`/v1/pools/${pool}`, `/v1/pools/${pool}/load?limit=40`],
    rest: [
      `/v1/pools/${pool}/load?${PAGE}`,
      `/v1/stats/calls?${lastDay()}&groupBy=virtualNumber&pool=${pool}&virtualNumbers=${numbers}&${PAGE}`,
      `/v1/stats/messages?${months()}&groupBy=month&pool=${pool}`,
      `/v1/pools/${pool}/capacity?growth=1.2`,
    ],
  },
  bookings: only(`/v1/bookings?${PAGE}`),
  'bookings by reference': only(`/v1/bookings?reference=${reference}&${PAGE}`),
  'bookings by number': only(`/v1/bookings?virtualNumber=${number}&${PAGE}`),
  'bookings by state, live': only(`/v1/bookings?status=active&${PAGE}`),
  'bookings by state, past': only(`/v1/bookings?status=completed&${PAGE}`),
  'bookings by state, none': only(`/v1/bookings?status=cancelled&${PAGE}`),
  booking: {
    first: [`/v1/bookings/${booking}`],
    rest: [
      `/v1/events?bookingId=${booking}&limit=100`,
      `/v1/bookings/${booking}/calls?limit=100`,
      `/v1/bookings/${booking}/messages?limit=100`,
    ],
  },
  calls: only(`/v1/calls?${PAGE}`),
  'calls by number': only(`/v1/calls?virtualNumber=${number}&${PAGE}`),
  'calls by outcome, 1 in 20': only(`/v1/calls?outcome=refused&${PAGE}`),
  'calls by outcome, 1 in 1,000': only(`/v1/calls?outcome=unreachable&${PAGE}`),
  'calls by outcome, none': only(`/v1/calls?outcome=busy&${PAGE}`),
  call: only(`/v1/calls/${call}`),
  texts: only(`/v1/messages?${PAGE}`),
  'texts by number': only(`/v1/messages?virtualNumber=${number}&${PAGE}`),
  'texts by outcome, none': only(`/v1/messages?outcome=failed&${PAGE}`),
  'texts by reason, none': only(`/v1/messages?reason=opted-out&${PAGE}`),
  text: only(`/v1/messages/${text}`),
  events: only(`/v1/events?${PAGE}`),
  event: only(`/v1/events/${event}`),
  subscriptions: only(`/v1/event-subscriptions?${PAGE}`),
  'dead letters': only(`/v1/dead-letters?${PAGE}`),
  jobs: only('/v1/jobs'),
  'API keys': only(`/v1/api-keys?${PAGE}`),
  'signed in': only(`/v1/console-sessions?${PAGE}`),
  'audit trail': only(`/v1/audit-events?${PAGE}`),
  'audit trail of an action': only(`/v1/audit-events?action=booking.reveal&${PAGE}`),
  privacy: only('/v1/erasures?limit=10', '/v1/erasures/carrier'),
  'key rotation': only('/v1/number-keys', '/v1/jobs'),
});
