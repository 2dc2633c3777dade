import { randomUUID } from 'node:crypto';
import type { SentSms } from '../../support/carrier/sms-endpoint.js';
import type { StableValues } from './stable-values.js';

export const SUB_ACCOUNT_ID = 'acme_rides';
export const SMS_SUB_ACCOUNT_ID = 'acme_texts';
export const VIRTUAL_NUMBER = '+6568332048';
export const RIDER = '+6591178965';
export const DRIVER = '+6598765432';

const FORMATS = {
  sourceFormat: 'MSISDN',
  destinationFormat: 'MSISDN',
  sourceCountryCode: 'SG',
  destinationCountryCode: 'SG',
};

/** Returns the messages that 8x8 sends about one call of the rider, in the form that 8x8 documents. */
export function messagesOfCall(stable: StableValues, sessionId: string = randomUUID()) {
  stable.set(sessionId, '0c1d2e3f-4a5b-4c6d-8e7f-8091a2b3c4d5');
  const at = (second: number) => stable.at(second);
  const legA = {
    callId: stable.set(randomUUID(), '6c5d4e3f-2a1b-4c0d-9e8f-708192a3b4c4'),
    callDirection: 'INBOUND',
    callType: 'PSTN',
    source: RIDER,
    destination: VIRTUAL_NUMBER,
    ...FORMATS,
  };
  const legB = {
    callId: stable.set(randomUUID(), '7d6e5f40-3a2b-4c1d-9e8f-708192a3b4c5'),
    callDirection: 'OUTBOUND',
    callType: 'PSTN',
    source: VIRTUAL_NUMBER,
    destination: DRIVER,
    ...FORMATS,
  };
  const message = (eventType: string, description: string, payload: object) => ({
    namespace: 'VOICE',
    eventType,
    description,
    payload: { sessionId, ...payload },
  });
  const action = (payload: object) =>
    message('CALL_ACTION', 'Action request of a call', {
      eventId: randomUUID(),
      subAccountId: SUB_ACCOUNT_ID,
      ...legA,
      callDuration: 0,
      sipCode: 200,
      ...payload,
    });
  const talk = { connectedTimestamp: at(9), disconnectedTimestamp: at(51), callDuration: 42 };
  return {
    sessionId,
    callReceived: action({
      callStatus: 'CALL_RECEIVED',
      destinationRefId: 'rides-1',
      timestamp: at(0),
    }),
    pinEntered: action({
      callStatus: 'ACTION_COMPLETED',
      sourceRefId: null,
      eventData: { dtmf: '40718263' },
      timestamp: at(12),
      clientActionId: 'the clientActionId of our last response',
    }),
    driverAnswered: message('CALL_STATUS', 'Status update of a call', {
      eventId: randomUUID(),
      subAccountId: SUB_ACCOUNT_ID,
      ...legB,
      callStatus: 'CALL_CONNECTED',
      callDuration: 0,
      sipCode: 200,
      timestamp: at(9),
    }),
    /** @param driver fields of the driver's leg; default: a completed call */
    summary: (driver: object = { ...talk, callStatus: 'COMPLETED' }) =>
      message('SESSION_SUMMARY', 'Summary of a completed call session', {
        subAccountId: SUB_ACCOUNT_ID,
        sessionStatus: 'COMPLETED',
        startTime: at(0),
        endTime: at(51),
        lastAction: 'MAKE_CALL',
        callCount: 2,
        details: {
          callA: {
            ...legA,
            destinationRefId: 'rides-1',
            initiatedTimestamp: at(0),
            ...talk,
            callStatus: 'COMPLETED',
            callQuality: { mos: 4.5, packetLossRate: 0, jitter: 20 },
          },
          callB: {
            ...legB,
            sourceRefId: 'rides-1',
            initiatedTimestamp: at(1),
            ...driver,
            callQuality: { mos: 4.4, packetLossRate: 0, jitter: 3 },
          },
        },
      }),
    uploaded: message('CALL_RECORDING_STATUS', 'Call recording status updated', {
      recordingId: randomUUID(),
      durationSeconds: 42,
      filePath: 'recordings/2026/11/24/ride.mp3',
      status: 'UPLOAD_COMPLETED',
    }),
  };
}

/** 8x8 reports a number as unhealthy. */
export const oneIsUnhealthy = (stable: StableValues) => ({
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
        updatedTimestamp: stable.at(97),
        countryCode: 'SG',
        operationalStatus: 'Unhealthy',
        referenceId: 'rides-1',
        rentalPrice: 5,
        incomingRate: 0.05,
        billingUnit: 60,
        billingCurrency: 'USD',
        numberHealthCheckEnabled: true,
        updateStatus: 'UPDATED',
      },
    ],
  },
});

/** Returns messages about texts, in the form that 8x8 documents. */
export function messagesOfText(
  stable: StableValues,
  { courier, customer, number }: Record<'courier' | 'customer' | 'number', string>,
) {
  let texts = 0;
  const text = (source: string, body: string) => {
    texts += 1;
    return {
      namespace: 'SMS',
      eventType: 'inbound_message_received',
      description: 'SMS inbound message',
      payload: {
        umid: stable.set(randomUUID(), `9e09ac86-bd74-4465-851d-1eb5a5fdbb0${texts}`),
        subAccountId: SMS_SUB_ACCOUNT_ID,
        timestamp: stable.at(60 + texts),
        source,
        destination: number,
        body,
        encoding: 'GSM7',
        smsCount: 1,
        price: { total: 0.0446592, perSms: 0.0446592, currency: 'EUR' },
      },
    };
  };
  const receipt = ({ umid, clientMessageId }: SentSms, source = number) => ({
    namespace: 'SMS',
    eventType: 'outbound_message_status_changed',
    description: 'SMS outbound message delivery receipt',
    payload: {
      umid: stable.set(umid, 'bda3d56d-1424-4711-813c-06ed3428fe67'),
      clientMessageId,
      subAccountId: SMS_SUB_ACCOUNT_ID,
      source,
      destination: customer,
      status: {
        state: 'delivered',
        detail: 'delivered_to_recipient',
        timestamp: stable.at(66),
      },
      price: { total: 0.0375, perSms: 0.0375, currency: 'USD' },
      smsCount: 1,
    },
  });
  return {
    text: text(courier, 'I am at your door.'),
    another: text(courier, 'Hello?'),
    stranger: text('+6591170003', 'Who is this?'),
    stop: text(customer, 'STOP'),
    start: text(customer, 'START'),
    receipt: (sent: SentSms) => receipt(sent),
    overwritten: (sent: SentSms) => receipt(sent, 'InfoSMS'),
  };
}
