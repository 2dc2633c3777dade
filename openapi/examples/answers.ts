import type { BookingAnswer, PartyAnswer } from '../../src/booking/reading/booking.mapper.js';
import type { PoolCapacity, PoolLoad } from '../../src/booking/capacity/load.service.js';
import type { ReplacedParty } from '../../src/booking/lifecycle/party-replacement.service.js';
import type {
  RebalanceOutcome,
  RebalancePlan,
} from '../../src/booking/rebalancing/rebalance.service.js';
import type { RoutingExplanation } from '../../src/callhandle/routing-explanation.service.js';
import type { CallflowAnswer, UpstreamFault } from '../../src/eightxeight/index.js';
import type {
  DeliveryAnswer,
  EventAnswer,
  EventWithDeliveriesAnswer,
} from '../../src/events/outbox/event.mapper.js';
import type { WebhookEndpointAnswer } from '../../src/events/subscriptions/webhook-endpoint.mapper.js';
import type { RevealedEndpoint } from '../../src/events/subscriptions/webhook-endpoint.service.js';
import type { JobAnswer } from '../../src/jobs/job.service.js';
import type { SetAsideResponse, SetAsideRetryResponse } from '../../src/jobs/set-aside.service.js';
import type { PoolAnswer, VirtualNumberAnswer } from '../../src/pool/pools/pool.mapper.js';
import type { SyncResponse } from '../../src/pool/sync/pool-sync.service.js';
import { DEFAULT_POLICY } from '../../src/pool/pools/pool-policy.js';
import type { NumberKeyAnswer } from '../../src/rotation/number-key.controller.js';
import type { ErasureAnswer } from '../../src/privacy/erasure.service.js';
import type { ExportedBooking, ExportedCall } from '../../src/privacy/export.service.js';
import type { ApiKeyAnswer, NewApiKeyAnswer } from '../../src/security/api-keys/api-key.mapper.js';
import type { AuditEventAnswer } from '../../src/security/audit/audit-event.service.js';
import type { AppCallAnswer } from '../../src/callhandle/app-call/app-call.service.js';
import type { CallAnswer } from '../../src/status/records/call-record.mapper.js';
import type { CallStatsAnswer } from '../../src/status/statistics/call-stats.service.js';
import type { RecordingAnswer } from '../../src/status/records/recording.service.js';
import type { UnreadableMessageAnswer } from '../../src/status/unreadable/unreadable-message.service.js';

/** What an answer is once it is JSON. */
type Wire<Answer> = Answer extends Date
  ? string
  : Answer extends object
    ? { [Key in keyof Answer]: Wire<Answer[Key]> }
    : Answer;

const BOOKING_ID = '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10';
const KEY_ID = '019ab1f4-7012-7b2f-8a31-5c6d7e8f9a0b';
const ENDPOINT_ID = '019ab1f4-7b1d-7a5e-9c42-1d2e3f405162';
const SESSION_ID = '0c1d2e3f-4a5b-4c6d-8e7f-8091a2b3c4d5';
const VIRTUAL_NUMBER = '+6568332048';
const CREATED = '2026-11-24T08:00:00.000Z';
const CALLED = '2026-11-24T08:05:00.000Z';
const EXPIRES = '2026-11-24T12:00:00.000Z';

const parties: Wire<PartyAnswer>[] = [
  { role: 'rider', phoneNumber: '+65••••8965', alternateNumbers: [] },
  { role: 'driver', phoneNumber: '+65••••5432', alternateNumbers: [] },
];

const booking: Wire<BookingAnswer> = {
  id: BOOKING_ID,
  pool: 'rides',
  reference: 'ride-1001',
  status: 'active',
  virtualNumber: VIRTUAL_NUMBER,
  parties,
  expiresAt: EXPIRES,
  callableUntil: EXPIRES,
  endedAt: null,
  callRecording: false,
  callersAllowed: null,
  announcement: null,
  metadata: {},
  version: 'Zx3k9Qm1v0aB7cD2eF4gHw',
  createdAt: CREATED,
  updatedAt: CREATED,
};

const call: Wire<CallAnswer> = {
  sessionId: SESSION_ID,
  pool: 'rides',
  bookingId: BOOKING_ID,
  virtualNumber: VIRTUAL_NUMBER,
  caller: { role: 'rider', phoneNumber: '+65••••8965' },
  callee: { role: 'driver' },
  decision: 'connect',
  reason: 'callable',
  decidedAt: CALLED,
  outcome: 'answered',
  sessionStatus: 'COMPLETED',
  error: null,
  startedAt: CALLED,
  endedAt: '2026-11-24T08:05:51.000Z',
  talkSeconds: 42,
  legs: [
    {
      leg: 'B',
      callId: '7d6e5f40-3a2b-4c1d-9e8f-708192a3b4c5',
      status: 'CALL_DISCONNECTED',
      phoneNumber: '+65••••5432',
      initiatedAt: CALLED,
      connectedAt: '2026-11-24T08:05:09.000Z',
      disconnectedAt: '2026-11-24T08:05:51.000Z',
      durationSeconds: 42,
      ringSeconds: 9,
      quality: { mos: 4.4, packetLossRate: 0, jitterMs: 3 },
    },
  ],
  recordings: [],
  createdAt: CALLED,
};

const {
  caller: _caller,
  callee: _callee,
  legs: [calleesLeg],
  ...ofCall
} = call;
const { phoneNumber: _phoneNumber, ...ofLeg } = calleesLeg!;

const exportedBooking: Wire<ExportedBooking> = {
  kind: 'booking',
  id: BOOKING_ID,
  pool: 'rides',
  reference: 'ride-1001',
  status: 'completed',
  virtualNumber: VIRTUAL_NUMBER,
  roles: ['driver'],
  hasPin: false,
  createdAt: CREATED,
  expiresAt: EXPIRES,
  endedAt: '2026-11-24T08:41:10.000Z',
  keptUntil: '2027-11-24T08:41:10.000Z',
};

const exportedCall: Wire<ExportedCall> = {
  kind: 'call',
  ...ofCall,
  side: 'callee',
  role: 'driver',
  legs: [ofLeg],
  keptUntil: '2027-11-24T08:05:00.000Z',
};

const erasure: Wire<ErasureAnswer> = {
  id: '019ab5c9-3d52-7b0a-8f2e-6a1c90d4e7f3',
  erasedAt: CREATED,
  bookings: 12,
  mentions: 1,
  calls: 31,
  callsUnderWay: 0,
};

const apiKey: Wire<ApiKeyAnswer> = {
  id: KEY_ID,
  name: 'rides back end',
  prefix: 'mk_live_a1B2',
  status: 'active',
  scopes: ['bookings:read', 'bookings:write'],
  pools: ['rides'],
  rateLimitPerMinute: null,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  successorId: null,
  createdBy: 'bootstrap',
  createdAt: CREATED,
};

const endpoint: Wire<WebhookEndpointAnswer> = {
  id: ENDPOINT_ID,
  url: 'https://rides.acme.example/maskline',
  description: null,
  types: ['booking.completed', 'booking.expired'],
  pools: ['rides'],
  state: 'enabled',
  disabledReason: null,
  previousSecretUntil: null,
  lastSuccessAt: null,
  failingSince: null,
  createdAt: CREATED,
  updatedAt: CREATED,
};

const delivery: Wire<DeliveryAnswer> = {
  endpointId: ENDPOINT_ID,
  status: 'delivered',
  attempts: 1,
  nextAttemptAt: null,
  lastAttemptAt: CREATED,
  lastStatus: 204,
  lastError: null,
};

const event: Wire<EventAnswer> = {
  id: '019ab1f4-6f10-7e44-8b02-92a3b4c5d6e7',
  type: 'booking.created',
  occurredAt: CREATED,
  pool: 'rides',
  data: { bookingId: BOOKING_ID, reference: 'ride-1001' },
};

/** By the name of a schema. All numbers, keys and secrets are of nobody. */
export const ANSWER_EXAMPLES: {
  Booking: Wire<BookingAnswer>;
  ReplacedParty: Wire<ReplacedParty>;
  Call: Wire<CallAnswer>;
  AppCall: Wire<AppCallAnswer>;
  CallStats: Wire<CallStatsAnswer>;
  Recording: Wire<RecordingAnswer>;
  UnreadableMessage: Wire<UnreadableMessageAnswer>;
  RoutingExplanation: Wire<RoutingExplanation>;
  Callflow: Wire<CallflowAnswer>;
  Pool: Wire<PoolAnswer>;
  VirtualNumber: Wire<VirtualNumberAnswer>;
  Sync: Wire<SyncResponse>;
  PoolLoad: Wire<PoolLoad>;
  PoolCapacity: Wire<PoolCapacity>;
  RebalancePlan: Wire<RebalancePlan>;
  RebalanceOutcome: Wire<RebalanceOutcome>;
  ApiKey: Wire<ApiKeyAnswer>;
  NewApiKey: Wire<NewApiKeyAnswer>;
  AuditEvent: Wire<AuditEventAnswer>;
  Erasure: Wire<ErasureAnswer>;
  ExportedBooking: Wire<ExportedBooking>;
  ExportedCall: Wire<ExportedCall>;
  WebhookEndpoint: Wire<WebhookEndpointAnswer>;
  RevealedEndpoint: Wire<RevealedEndpoint>;
  Event: Wire<EventAnswer>;
  EventWithDeliveries: Wire<EventWithDeliveriesAnswer>;
  Delivery: Wire<DeliveryAnswer>;
  Job: Wire<JobAnswer>;
  SetAside: Wire<SetAsideResponse>;
  SetAsideRetry: SetAsideRetryResponse;
  NumberKey: Wire<NumberKeyAnswer>;
  UpstreamFault: UpstreamFault;
} = {
  Booking: booking,
  ReplacedParty: { ...booking, virtualNumberChanged: false },
  Call: call,
  AppCall: {
    sessionId: SESSION_ID,
    bookingId: BOOKING_ID,
    from: 'rider',
    to: 'driver',
    virtualNumber: VIRTUAL_NUMBER,
  },
  CallStats: {
    from: '2026-11-24T00:00:00.000Z',
    to: '2026-11-25T00:00:00.000Z',
    groupBy: 'day',
    items: [
      {
        key: '2026-11-24',
        calls: 4,
        answered: 2,
        missed: 1,
        answerRate: 0.5,
        talkSeconds: 96,
        meanTalkSeconds: 48,
        meanMos: 4.3,
      },
    ],
  },
  Recording: {
    recordingId: '5b4c3d2e-1f0a-4b9c-8d7e-6f5a4b3c2d1e',
    status: 'UPLOAD_COMPLETED',
    durationSeconds: 42,
    startedAt: null,
    filePath: 'recordings/2026/11/24/ride.mp3',
    fileUrl: null,
  },
  UnreadableMessage: {
    type: 'VCS',
    reason: 'The message has no sessionId.',
    content: '{"payload":{"source":"••••"}}',
    times: 1,
    firstReceivedAt: CALLED,
    lastReceivedAt: CALLED,
  },
  RoutingExplanation: {
    virtualNumber: VIRTUAL_NUMBER,
    pool: 'rides',
    decision: 'connect',
    reason: 'callable',
    bookingId: BOOKING_ID,
    callerRole: 'rider',
    calleeRole: 'driver',
    callflow: [
      { action: 'makeCall', params: { source: VIRTUAL_NUMBER, destination: '+65••••5432' } },
    ],
  },
  Callflow: {
    callflow: [
      { action: 'say', params: { text: 'This number is not available.' } },
      { action: 'hangup' },
    ],
  },
  Pool: {
    id: '019ab1f3-1a2b-7c3d-8e4f-5a6b7c8d9e0f',
    name: 'rides',
    subAccountId: 'acme_rides',
    policy: DEFAULT_POLICY,
    heldSync: null,
    createdAt: CREATED,
    updatedAt: CREATED,
  },
  VirtualNumber: {
    msisdn: VIRTUAL_NUMBER,
    pool: 'rides',
    countryCode: 'SG',
    referenceId: null,
    numberType: null,
    operationalStatus: 'Active',
    health: null,
    syncedAt: null,
    state: 'enabled',
    weight: 1,
    maxActiveBookings: null,
    createdAt: CREATED,
    updatedAt: CREATED,
  },
  Sync: { updated: 2, added: 1, retired: 0, held: 0, unreadable: 0, inUse: 0 },
  PoolLoad: {
    pool: 'rides',
    active: 1,
    cooling: 0,
    callsLast15Minutes: 2,
    peakOverMean: 1,
    freeCapacity: null,
    numbers: [
      {
        msisdn: VIRTUAL_NUMBER,
        state: 'enabled',
        operationalStatus: 'Active',
        weight: 1,
        active: 1,
        cooling: 0,
        callsLast15Minutes: 2,
        share: 1,
        freeCapacity: null,
      },
    ],
  },
  PoolCapacity: {
    pool: 'rides',
    usableNumbers: 3,
    sides: [
      { role: 'driver', people: 40, mostHeld: 2, load: 0.8 },
      { role: 'rider', people: 60, mostHeld: 1, load: 0.4 },
    ],
    numbersThatNeverBlock: 2,
    blockingProbability: 0.0004,
    targetBlocking: 0.001,
    numbersForTargetBlocking: 3,
    bookingsPerDay: 120.5,
    daysOfHeadroom: null,
  },
  RebalancePlan: {
    pool: 'rides',
    policy: { rebalance: 'drain-only', tolerance: 0.1, mostMoves: 500, keepsCountry: false },
    moves: [{ bookingId: BOOKING_ID, from: VIRTUAL_NUMBER, to: '+6568332049' }],
    before: {
      peakOverMean: null,
      toDrain: 1,
      numbers: [
        { msisdn: VIRTUAL_NUMBER, active: 1 },
        { msisdn: '+6568332049', active: 0 },
      ],
    },
    after: {
      peakOverMean: 1,
      toDrain: 0,
      numbers: [
        { msisdn: VIRTUAL_NUMBER, active: 0 },
        { msisdn: '+6568332049', active: 1 },
      ],
    },
  },
  RebalanceOutcome: { moved: 1, stayed: 0 },
  ApiKey: apiKey,
  NewApiKey: { ...apiKey, key: 'mk_live_(the key, which is shown this once)' },
  AuditEvent: {
    id: '1042',
    occurredAt: CREATED,
    keyId: KEY_ID,
    actor: 'mk_live_a1B2',
    action: 'booking.create',
    objectType: 'booking',
    objectId: BOOKING_ID,
    outcome: 'done',
    code: null,
    ip: '192.0.2.10',
    details: { fields: ['pool', 'reference', 'parties'] },
  },
  Erasure: erasure,
  ExportedBooking: exportedBooking,
  ExportedCall: exportedCall,
  WebhookEndpoint: endpoint,
  RevealedEndpoint: { ...endpoint, secret: 'whsec_(the secret, which is shown this once)' },
  Event: event,
  EventWithDeliveries: { ...event, deliveries: [delivery] },
  Delivery: delivery,
  UpstreamFault: { status: 404, statusCode: '1200', statusMessage: 'Not found' },
  NumberKey: {
    id: 1,
    state: 'complete',
    isFirst: true,
    isInRing: true,
    createdAt: CREATED,
  },
  Job: {
    name: 'rebalance',
    everySeconds: 60,
    isRunning: false,
    runningOn: null,
    nextRunAt: '2026-11-24T08:01:00.000Z',
    completed: 12,
    setAside: 0,
    lastRun: {
      outcome: 'done',
      on: 'replica-1',
      startedAt: CREATED,
      finishedAt: CREATED,
      tookMs: 8,
      result: { moved: 0, stayed: 0 },
      error: null,
    },
  },
  SetAside: {
    item: `booking:${BOOKING_ID}`,
    reason: 'error code=23514 constraint=booking_times_check',
    times: 2,
    firstAt: CREATED,
    lastAt: '2026-11-24T09:00:00.000Z',
    nextTryAt: '2026-11-24T11:00:00.000Z',
  },
  SetAsideRetry: { items: 1 },
};
