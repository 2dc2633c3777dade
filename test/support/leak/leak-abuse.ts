import type { Canaries } from './canaries.js';
import type { LeakClient, Sent } from './leak-client.js';
import { type LeakWorld, pathIn } from './leak-world.js';
import type { HttpRoute } from '../routes.js';
import { SUB_ACCOUNT } from '../app.js';
import { callReceived } from '../scenario.js';

/** Body and query fields that refuse a phone number or a secret. */
const FIELDS = [
  'action',
  'bookingId',
  'bookings',
  'byPool',
  'callRecording',
  'callersAllowed',
  'channels',
  'cursor',
  'everyPool',
  'expiresAt',
  'from',
  'groupBy',
  'growth',
  'idleTtlSeconds',
  'key',
  'kind',
  'language',
  'limit',
  'maxExpiresAt',
  'maxActiveBookings',
  'metadata',
  'minutes',
  'mostHeldA',
  'numbers',
  'operationalStatus',
  'outcome',
  'overlapSeconds',
  'parties',
  'policy',
  'pools',
  'quietHours',
  'reason',
  'rateLimitPerMinute',
  'reportedBy',
  'reveal',
  'scopes',
  'startsAt',
  'state',
  'status',
  'to',
  'ttlSeconds',
  'types',
  'until',
  'weight',
];

/** Query fields that accept any text. */
const TAKEN_FIELDS = ['pool', 'reference', 'virtualNumber'];

const hasBody = ({ method }: HttpRoute): boolean => ['POST', 'PUT', 'PATCH'].includes(method);

/** Sends requests that a route refuses, with numbers and secrets in every possible place. */
export class LeakAbuse {
  private readonly number: string;
  private readonly secret: string;
  /** Headers that clients and proxies send. */
  private readonly headers: Record<string, string>;

  constructor(
    private readonly client: LeakClient,
    private readonly world: LeakWorld,
    canaries: Canaries,
  ) {
    this.number = canaries.number('a number where none belongs');
    // In a dead letter only phone numbers are masked, so the secret may appear there.
    const shown = /^answer 200 to GET \/v1\/dead-letters$/;
    this.secret = canaries.secret('a secret where none belongs', 'mk_live_', shown);
    this.headers = Object.fromEntries(
      [
        'user-agent',
        'referer',
        'cookie',
        'x-request-id',
        'if-match',
        'x-forwarded-for',
        'forwarded',
      ].map((name) => [name, `id=${this.number} ${this.secret}`]),
    );
  }

  /** Sends requests without a key and with wrong, insufficient or rate-limited keys. */
  async withoutAccess(route: HttpRoute): Promise<void> {
    const path = `${this.path(route)}?caller=${encodeURIComponent(this.number)}`;
    const { headers } = this;
    const { fewScopes, usedUp } = this.world;
    for (const key of [null, `Bearer ${this.secret}`, this.number, fewScopes, usedUp, usedUp]) {
      await this.send(route, path, { key, headers, ...this.body(route) });
    }
  }

  /** Puts the texts into the path, the query and the headers. */
  async inAddress(route: HttpRoute): Promise<void> {
    const { headers } = this;
    for (const text of [this.number, this.secret, `tel-${this.number.slice(1)}`]) {
      const encoded = encodeURIComponent(text);
      const path = route.url.replaceAll(/:[A-Za-z]+/g, encoded);
      await this.send(route, path, { headers, ...this.body(route) });
      const cursor = Buffer.from(text).toString('base64url');
      await this.send(route, `${this.path(route)}?cursor=${cursor}`, { headers });
      if (route.method !== 'GET') continue;
      const all = FIELDS.map((field) => `${field}=${encoded}`).join('&');
      await this.send(route, `${path}?${all}`);
      for (const field of TAKEN_FIELDS) {
        await this.send(route, `${this.path(route)}?${field}=${encoded}`);
      }
    }
  }

  /** Puts the texts into malformed bodies and into fields that refuse them. */
  async inBody(route: HttpRoute): Promise<void> {
    if (!hasBody(route)) return;
    const { number, secret } = this;
    const json = { 'content-type': 'application/json' };
    for (const [body, headers] of [
      [`{"phoneNumber": "${number}", "${secret}`, json],
      [`{"__proto__": {"phoneNumber": "${number}"}}`, json],
      // Carrier webhooks store unexpected JSON as dead letters, so these bodies are not for them.
      ...(route.url.startsWith('/webhooks/')
        ? []
        : ([
            [`"${number}"`, json],
            [`["${number}", "${secret}"]`, json],
          ] as const)),
      [`${'{"a":'.repeat(40)}"${number}"${'}'.repeat(40)}`, json],
      [`{"a": "${`${number} `.repeat(100_000)}"}`, json],
      [`phoneNumber=${number}&key=${secret}`, { 'content-type': `text/plain; x=${number}` }],
      [`<call from="${number}"/>`, { 'content-type': 'application/xml' }],
    ] as const) {
      await this.send(route, this.path(route), { body, headers });
    }
    await this.send(route, this.path(route), this.body(route));
    const all = Object.fromEntries(FIELDS.map((field) => [field, number]));
    await this.send(route, this.path(route), { body: all });
    for (const body of this.almostRight(route)) await this.send(route, this.path(route), { body });
  }

  /** Sends a valid request that contains numbers. */
  async plainly(route: HttpRoute): Promise<void> {
    const body = this.right(route);
    await this.send(route, this.path(route), hasBody(route) ? { body } : {});
  }

  private path(route: HttpRoute): string {
    return pathIn(this.world, route.url);
  }

  private body(route: HttpRoute): Sent {
    return hasBody(route) ? { body: { [this.number]: this.number, [this.secret]: 1 } } : {};
  }

  private get newBooking() {
    return {
      pool: this.world.pool,
      reference: 'a reference',
      parties: [
        { role: 'rider', phoneNumber: this.number },
        { role: 'driver', phoneNumber: '+6591178965' },
      ],
    };
  }

  private right({ method, url }: HttpRoute): object {
    const { number } = this;
    const { virtualNumber } = this.world;
    const bodies: Record<string, object> = {
      'POST /v1/pools': { name: 'another-pool', subAccountId: SUB_ACCOUNT },
      'PATCH /v1/pools/:pool': { policy: { sticky: true } },
      'POST /v1/pools/:pool/numbers': { numbers: [{ msisdn: '+6568999001' }] },
      'PATCH /v1/virtual-numbers/:msisdn': { weight: 1 },
      'POST /v1/bookings': this.newBooking,
      'POST /v1/bookings/batch': { bookings: [this.newBooking] },
      'POST /v1/bookings/search': { phoneNumber: number },
      'POST /v1/calls/search': { phoneNumber: number },
      'PATCH /v1/bookings/:id': { ttlSeconds: 3600 },
      'PUT /v1/bookings/:id/parties/:role': { phoneNumber: number },
      'POST /v1/bookings/:id/calls': { from: 'rider' },
      'POST /v1/bookings/:id/messages': { to: 'cook', text: 'Hello' },
      'POST /v1/bookings/:id/reports': { reportedBy: 'driver', text: 'rude' },
      'POST /v1/bookings/:id/blocks': { role: 'cook' },
      'POST /v1/blocks': { blocked: number, blockedFrom: '+6591178966' },
      'POST /v1/routing/explain': { virtualNumber, caller: number },
      'POST /v1/api-keys': { name: 'a key', scopes: ['pools:read'], pools: ['no-pool'] },
      'POST /v1/console-sessions/revoke': { key: this.world.key },
      'POST /v1/pools/:pool/decision-hook': {
        url: 'https://rides.example.com/',
        onFailure: 'refuse',
      },
      'PATCH /v1/pools/:pool/decision-hook': { onFailure: 'connect' },
      'POST /v1/event-subscriptions': { url: 'https://rides.example.com/', pools: ['no-pool'] },
      'PATCH /v1/event-subscriptions/:id': { description: 'of the rides' },
      'POST /v1/exports': { phoneNumber: number },
      'POST /v1/erasures': { phoneNumber: number },
    };
    const call = callReceived(number, virtualNumber, { recordingId: 'a recording' });
    return bodies[`${method} ${url}`] ?? (url.startsWith('/webhooks/') ? call : {});
  }

  /** Returns bodies with one wrong field each. */
  private almostRight({ method, url }: HttpRoute): object[] {
    const { number, secret, newBooking: booking } = this;
    const { virtualNumber } = this.world;
    const wrong = `${number}99`;
    const party = (more: object) => ({
      ...booking,
      parties: [{ role: 'rider', phoneNumber: number, ...more }, booking.parties[1]],
    });
    const call = { sessionId: 'a session', subAccountId: secret, destination: virtualNumber };
    const bodies: Record<string, object[]> = {
      'POST /v1/pools': [
        { name: number, subAccountId: 'acme_rides' },
        { name: 'a-pool', subAccountId: number },
        { name: 'a-pool', subAccountId: 'acme_rides', policy: { messages: { ended: number } } },
      ],
      'PATCH /v1/pools/:pool': [
        { policy: { selection: number, allowedCountries: [number] } },
        { policy: { languages: [{ language: number, callingCodes: [number], messages: {} }] } },
      ],
      'POST /v1/pools/:pool/numbers': [
        { numbers: [{ msisdn: wrong }] },
        { numbers: [{ msisdn: '+6568999003', countryCode: number, [number]: secret }] },
      ],
      'PATCH /v1/virtual-numbers/:msisdn': [{ state: number, weight: secret }],
      'POST /v1/bookings': [
        { ...booking, pool: number },
        { ...booking, virtualNumber: number },
        { ...booking, parties: [booking.parties[0], booking.parties[0]] },
        { ...booking, callersAllowed: [`a${number.slice(1)}`] },
        party({ phoneNumber: wrong }),
        party({ phoneNumber: number.slice(3) }),
        party({ phoneNumber: `${number.slice(0, 6)} ${number.slice(6)}` }),
        party({ alternateNumbers: [wrong] }),
        party({ alternateNumbers: [number] }),
        party({ role: number }),
        party({ language: number }),
        party({ [number]: secret }),
      ],
      'POST /v1/bookings/batch': [
        { bookings: [number, [secret], { [number]: secret }] },
        { bookings: [party({ phoneNumber: wrong }), party({ language: number })] },
      ],
      'POST /v1/bookings/search': [
        { phoneNumber: wrong },
        { phoneNumber: number, virtualNumber: wrong, cursor: secret },
      ],
      'POST /v1/calls/search': [
        { phoneNumber: wrong },
        { phoneNumber: number, virtualNumber: wrong, outcome: secret, cursor: secret },
      ],
      'PATCH /v1/bookings/:id': [
        { expiresAt: number, announcement: { text: 1, [number]: secret } },
      ],
      'PUT /v1/bookings/:id/parties/:role': [
        { phoneNumber: wrong },
        { phoneNumber: number, alternateNumbers: [number] },
      ],
      'POST /v1/bookings/:id/calls': [{ from: number }],
      'POST /v1/bookings/:id/messages': [
        { to: number, text: secret },
        { to: 'rider', text: '', reference: secret },
        { to: 'rider', text: secret, reference: `${number}\n` },
      ],
      'POST /v1/bookings/:id/reports': [{ reportedBy: number, text: secret }],
      'POST /v1/bookings/:id/blocks': [
        { role: number },
        { role: 'cook', reason: number, until: secret },
      ],
      'POST /v1/blocks': [
        { blocked: wrong },
        { blocked: number, blockedFrom: number, reason: secret },
        { blocked: number, pool: number },
        { blocked: number, until: '2020-01-01T00:00:00Z' },
      ],
      'POST /v1/routing/explain': [
        { virtualNumber: number, caller: number },
        { virtualNumber, caller: wrong },
      ],
      'POST /v1/console-sessions/revoke': [{ key: number }, { key: secret }],
      'POST /v1/api-keys': [
        { name: secret, scopes: [secret] },
        { name: 'a key', scopes: ['pools:read'], pools: [number] },
      ],
      'POST /v1/pools/:pool/decision-hook': [
        { url: number, onFailure: 'refuse' },
        { url: `https://user:${secret}@rides.example.com/`, onFailure: 'refuse' },
        { url: 'https://rides.example.com/', onFailure: number, [number]: secret },
      ],
      'PATCH /v1/pools/:pool/decision-hook': [{ url: number }, { unknownCallers: secret }],
      'POST /v1/event-subscriptions': [
        { url: number },
        { url: `https://user:${secret}@rides.example.com/` },
        { url: `ftp://rides.example.com/${number}` },
        { url: 'https://rides.example.com/', types: [number], pools: [secret] },
        { url: 'https://rides.example.com/', pools: [number] },
      ],
      'PATCH /v1/event-subscriptions/:id': [{ url: number }, { state: secret }],
      'POST /v1/exports': [{ phoneNumber: wrong }, { phoneNumber: number, cursor: secret }],
      'POST /v1/erasures': [{ phoneNumber: wrong }, { phoneNumber: number, endBookings: secret }],
    };
    const ofWebhooks = [
      { payload: { ...call, source: number, eventData: { dtmf: number.slice(-8) } } },
      { payload: { ...call, callStatus: number, clientActionId: secret } },
      { payload: { sessionId: {}, source: number, destination: secret } },
      { source: number, text: secret },
    ];
    return bodies[`${method} ${url}`] ?? (url.startsWith('/webhooks/') ? ofWebhooks : []);
  }

  private async send(route: HttpRoute, path: string, sent: Sent = {}): Promise<void> {
    const key = route.url.startsWith('/twilio/') ? this.world.twilio : undefined;
    await this.client.send(route, path, { ...(key !== undefined && { key }), ...sent });
  }
}
