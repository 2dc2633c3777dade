import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ApiFaults } from '../../api/api-faults.js';
import type { Pace } from '../../clock.js';
import { countryOf } from '../../numbers/phone-number.js';
import { parseBatch } from './batch-request.js';
import { Quota } from './quota.js';
import { parseSendRequest, type SendRequest } from './send-request.js';
import { SmsFailure } from './sms-failure.js';
import { guardSmsApi } from './sms-guard.js';
import { priceOf } from '../sms-messages.js';
import type { SmsPlatform } from '../sms-platform.js';
import { RECEIPT_ERRORS, type TextBehaviour } from '../text-behaviour.js';
import type { TextBehaviours } from '../text-behaviours.js';
import type { TextRecord } from '../text-record.js';

export interface MessagesApiOptions {
  subAccountId: string;
  apiKey: string;
  /** The TLS version that requests count as having; the simulator itself speaks http. */
  tlsVersion: 'TLSv1.2' | 'TLSv1.3';
  platform: SmsPlatform;
  behaviours: TextBehaviours;
  faults: ApiFaults;
  pace: Pace;
}

/** The messages of the SMS sub-account. Source: 8x8 Connect, SMS API (OpenAPI), v1. */
export function messagesApi(app: FastifyInstance, options: MessagesApiOptions): void {
  const { platform, behaviours, faults, pace } = options;
  guardSmsApi(app, options, /^\/api\/v1\/subaccounts\/[^/]+/);
  app.addHook<{ Params: { subAccountId: string } }>('onRequest', async (request) => {
    if (request.params.subAccountId !== options.subAccountId) throw new SmsFailure(1001);
  });

  app.post('/messages', async (request, reply) => {
    const sent = parseSendRequest(request.body);
    const behaviour = behaviours.take(sent.destination);
    const { response = 'queued' } = behaviour;
    assertTaken(sent, behaviour);
    if (response === 'rejected') return rejected(sent);
    const { text, done } = platform.send(sent, behaviour);
    if (behaviour.receiptsBeforeResponse) await done;
    if (response === 'error-after-acceptance') throw new SmsFailure(2000);
    return response === 'no-response' ? faults.stall(reply) : queued(text);
  });

  /** @throws SmsFailure if 8x8 does not take the text */
  function assertTaken(
    { destination }: SendRequest,
    { response, retryAfterSeconds = 1 }: TextBehaviour,
  ): void {
    const needsUpgrade = destination.startsWith('+65') && options.tlsVersion !== 'TLSv1.3';
    if (needsUpgrade || response === 'upgrade-required') {
      throw new SmsFailure(1014, undefined, { upgrade: 'TLS/1.3' });
    }
    if (response === 'rate-limited') {
      throw new SmsFailure(429, undefined, { 'retry-after': String(retryAfterSeconds) });
    }
    if (response === 'error') throw new SmsFailure(2000);
  }

  app.post('/messages/batch', (request) => {
    const { clientBatchId, includeMessagesInResponse, messages } = parseBatch(request.body);
    const batchId = randomUUID();
    const batch = { batchId, ...(clientBatchId !== undefined && { clientBatchId }) };
    const results = messages.map((message) => {
      try {
        const sent = parseSendRequest(message);
        const behaviour = behaviours.take(sent.destination);
        if (behaviour.response === 'rejected') return rejected(sent);
        return queued(platform.send(sent, behaviour, batch).text);
      } catch (error) {
        if (error instanceof SmsFailure) return rejectedMessage(message, error.message);
        throw error;
      }
    });
    const acceptedCount = results.filter(({ status }) => status.code === 'QUEUED').length;
    return {
      ...batch,
      acceptedCount,
      rejectedCount: results.length - acceptedCount,
      ...(includeMessagesInResponse && { messages: results }),
    };
  });

  app.delete<{ Params: { batchId: string } }>('/messages/batch/:batchId', (request) => {
    const { batchId } = request.params;
    const texts = platform.texts.all().filter((text) => text.batchId === batchId);
    return { cancelledCount: texts.filter(({ umid }) => platform.cancel(umid)).length };
  });

  type Message = { Params: { umid: string } };
  const find = (umid: string): TextRecord => {
    if (!/^[\da-f-]{32,36}$/i.test(umid)) throw new SmsFailure(1000, 'Invalid umid.');
    const text = platform.texts.find(umid);
    if (!text) throw new SmsFailure(1300);
    return text;
  };

  const details = new Quota(pace);
  app.get<Message>('/messages/:umid', (request) => {
    details.assertFree();
    return detailsOf(find(request.params.umid), options.subAccountId);
  });

  app.delete<Message>('/messages/:umid', (request) => {
    const { umid } = find(request.params.umid);
    return { cancelledCount: platform.cancel(umid) ? 1 : 0 };
  });

  const erasures = new Quota(pace);
  app.delete<Message>('/messages/:umid/pii', (request, reply) => {
    erasures.assertFree();
    platform.texts.forget(find(request.params.umid));
    return reply.code(202).send();
  });
}

/** 8x8 omits the `+`. */
const withoutPlus = (number: string): string => number.replace(/^\+/, '');

const queued = ({ umid, clientMessageId, to, encoding }: TextRecord) => ({
  umid,
  clientMessageId,
  destination: withoutPlus(to),
  encoding,
  status: { code: 'QUEUED', description: 'SMS is accepted and queued for processing' },
});

const rejected = ({ destination, encoding, clientMessageId }: SendRequest) => ({
  umid: randomUUID(),
  clientMessageId,
  destination: withoutPlus(destination),
  encoding,
  status: { code: 'REJECTED', description: 'SMS is rejected' },
});

/** An invalid message of a batch. */
const rejectedMessage = (message: object, description: string) => {
  const { destination, clientMessageId }: Partial<Record<string, unknown>> = { ...message };
  return {
    umid: randomUUID(),
    clientMessageId,
    destination,
    encoding: 'AUTO',
    status: { code: 'REJECTED', description },
  };
};

function detailsOf(text: TextRecord, subAccountId: string): object {
  const { umid, direction, from, to, encoding, createdAt, status, parts } = text;
  const { clientMessageId, clientBatchId, batchId } = text;
  const person = direction === 'outbound' ? to : from;
  const { errorCode } = status;
  return {
    umid,
    subAccountId,
    direction,
    country: countryOf(person),
    status: {
      ...status,
      ...(errorCode !== undefined && { errorMessage: RECEIPT_ERRORS[errorCode] ?? 'Unidentified' }),
    },
    msisdn: masked(person),
    source: direction === 'outbound' ? from : masked(from),
    body: '**MASKED**',
    encoding,
    createdAt,
    smsCount: parts,
    price: priceOf(text),
    clientMessageId,
    clientBatchId,
    batchId,
  };
}

const masked = (number: string): string =>
  number.replace(/.{1,4}$/, (end) => 'x'.repeat(end.length));
