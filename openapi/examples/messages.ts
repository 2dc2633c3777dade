import type {
  CallActionMessage,
  CallEventPayload,
  CallStatusMessage,
  SessionLeg,
  SessionSummaryMessage,
} from '../../src/eightxeight/index.js';
import type { NumbersUpdatedMessage } from '../../src/simulator/numbers/number-message.js';
import type { RecordingUploadedMessage } from '../../src/simulator/recordings/recording-message.js';

const SESSION_ID = '0c1d2e3f-4a5b-4c6d-8e7f-8091a2b3c4d5';
const SUB_ACCOUNT_ID = 'acme_rides';
const VIRTUAL_NUMBER = '+6568332048';
const RIDER = '+6591178965';
const DRIVER = '+6598765432';
const REFERENCE_ID = 'rides-1';

const formats = {
  sourceFormat: 'MSISDN',
  destinationFormat: 'MSISDN',
  sourceCountryCode: 'SG',
  destinationCountryCode: 'SG',
};

const ridersCall = {
  eventId: '3e4f5061-7283-4945-8a6b-7c8d9eafb0c1',
  callId: '6c5d4e3f-2a1b-4c0d-9e8f-708192a3b4c4',
  sessionId: SESSION_ID,
  subAccountId: SUB_ACCOUNT_ID,
  callDirection: 'INBOUND',
  callType: 'PSTN',
  source: RIDER,
  destination: VIRTUAL_NUMBER,
  ...formats,
  destinationRefId: REFERENCE_ID,
  callDuration: 0,
  sipCode: 200,
  timestamp: '2026-11-24T08:05:00.000Z',
} satisfies Partial<CallEventPayload>;

const callReceived: CallActionMessage = {
  namespace: 'VOICE',
  eventType: 'CALL_ACTION',
  description: 'Action request of a call',
  payload: { ...ridersCall, callStatus: 'CALL_RECEIVED' },
};

const pinEntered: CallActionMessage = {
  ...callReceived,
  payload: {
    ...ridersCall,
    eventId: '4f506172-8394-4a56-9b7c-8d9eafb0c1d2',
    callStatus: 'ACTION_COMPLETED',
    sourceRefId: null,
    eventData: { dtmf: '40718263' },
    timestamp: '2026-11-24T08:05:12.000Z',
    clientActionId: 'what our last answer had as its clientActionId',
  },
};

const driverAnswered: CallStatusMessage = {
  namespace: 'VOICE',
  eventType: 'CALL_STATUS',
  description: 'Status update of a call',
  payload: {
    eventId: '50617283-94a5-4b67-8c8d-9eafb0c1d2e3',
    callId: '7d6e5f40-3a2b-4c1d-9e8f-708192a3b4c5',
    sessionId: SESSION_ID,
    subAccountId: SUB_ACCOUNT_ID,
    callStatus: 'CALL_CONNECTED',
    callDirection: 'OUTBOUND',
    callType: 'PSTN',
    source: VIRTUAL_NUMBER,
    destination: DRIVER,
    ...formats,
    callDuration: 0,
    sipCode: 200,
    timestamp: '2026-11-24T08:05:09.000Z',
  },
};

const talked = {
  callType: 'PSTN',
  connectedTimestamp: '2026-11-24T08:05:09.000Z',
  disconnectedTimestamp: '2026-11-24T08:05:51.000Z',
  ...formats,
  callStatus: 'COMPLETED',
  callDuration: 42,
} satisfies Partial<SessionLeg>;

const theyTalked: SessionSummaryMessage = {
  namespace: 'VOICE',
  eventType: 'SESSION_SUMMARY',
  description: 'Summary of a completed call session',
  payload: {
    sessionId: SESSION_ID,
    subAccountId: SUB_ACCOUNT_ID,
    sessionStatus: 'COMPLETED',
    startTime: '2026-11-24T08:05:00.000Z',
    endTime: '2026-11-24T08:05:51.000Z',
    lastAction: 'MAKE_CALL',
    callCount: 2,
    details: {
      callA: {
        ...talked,
        callId: '6c5d4e3f-2a1b-4c0d-9e8f-708192a3b4c4',
        callDirection: 'INBOUND',
        initiatedTimestamp: '2026-11-24T08:05:00.000Z',
        source: RIDER,
        destination: VIRTUAL_NUMBER,
        destinationRefId: REFERENCE_ID,
        callQuality: { mos: 4.5, packetLossRate: 0, jitter: 20 },
      },
      callB: {
        ...talked,
        callId: '7d6e5f40-3a2b-4c1d-9e8f-708192a3b4c5',
        callDirection: 'OUTBOUND',
        initiatedTimestamp: '2026-11-24T08:05:01.000Z',
        source: VIRTUAL_NUMBER,
        destination: DRIVER,
        sourceRefId: REFERENCE_ID,
        callQuality: { mos: 4.4, packetLossRate: 0, jitter: 3 },
      },
    },
  },
};

const uploaded: RecordingUploadedMessage = {
  namespace: 'VOICE',
  eventType: 'CALL_RECORDING_STATUS',
  description: 'Call recording status updated',
  payload: {
    sessionId: SESSION_ID,
    recordingId: '5b4c3d2e-1f0a-4b9c-8d7e-6f5a4b3c2d1e',
    durationSeconds: 42,
    filePath: 'recordings/2026/11/24/ride.mp3',
    status: 'UPLOAD_COMPLETED',
  },
};

const oneIsUnhealthy: NumbersUpdatedMessage = {
  namespace: 'VOICE',
  eventType: 'VIRTUAL_NUMBER_UPDATE',
  description: 'Status of account virtual number(s) updated',
  payload: {
    subAccountId: SUB_ACCOUNT_ID,
    totalNumbers: 2,
    updateEventType: 'UPDATES',
    virtualNumbers: [
      {
        msisdn: VIRTUAL_NUMBER,
        updatedTimestamp: '2026-11-24T08:06:37.000Z',
        countryCode: 'SG',
        operationalStatus: 'Unhealthy',
        referenceId: REFERENCE_ID,
        rentalPrice: 5,
        incomingRate: 0.05,
        billingUnit: 60,
        billingCurrency: 'USD',
        numberHealthCheckEnabled: true,
        updateStatus: 'UPDATED',
      },
    ],
  },
};

/** What 8x8 sends, by the path that it sends it to. All numbers and ids are of nobody. */
export const MESSAGE_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '/webhooks/8x8/call-action': { callReceived, pinEntered },
  '/webhooks/8x8/call-status': { driverAnswered },
  '/webhooks/8x8/session-summary': { theyTalked },
  '/webhooks/8x8/recording': { uploaded },
  '/webhooks/8x8/virtual-numbers': { oneIsUnhealthy },
};
