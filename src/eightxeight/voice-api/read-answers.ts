import { Slices } from '../../edge/index.js';
import { AnswerReader } from './answer-reader.js';
import { fieldsOf } from '../messages/fields.js';
import { readMsisdn } from '../messages/msisdn.js';
import { readOperationalStatus, readTotalNumbers } from '../messages/read-number-update.js';
import type {
  RecordingPushConfig,
  RecordingResource,
  SpeechProfile,
  StartedCallflow,
  VirtualNumberList,
  VirtualNumberResource,
  WebhookResource,
} from './voice-api.types.js';

/**
 * Reads the list in slices, for it may have 100,000 numbers. An entry without a number in E.164 makes
 * it incomplete, as does a total that is not the count of different numbers. @throws EightXEightBadAnswerError
 */
export async function readVirtualNumberList(answer: unknown): Promise<VirtualNumberList> {
  const reader = AnswerReader.of(answer);
  const slices = new Slices();
  const numbers: VirtualNumberResource[] = [];
  const msisdns = new Set<string>();
  let unreadable = 0;
  for (const entry of reader.items('numbers')) {
    const number = readListedNumber(entry);
    if (number === undefined) unreadable += 1;
    else {
      numbers.push(number);
      msisdns.add(number.msisdn);
    }
    await slices.next();
  }
  const totalNumbers = readTotalNumbers(reader.value('totalNumbers'));
  return {
    totalNumbers,
    lastUpdatedAt: reader.time('lastUpdatedAt'),
    numbers,
    unreadable,
    isComplete: unreadable === 0 && msisdns.size === totalNumbers,
  };
}

/** @returns undefined if it is no object, or its msisdn is none */
function readListedNumber(entry: unknown): VirtualNumberResource | undefined {
  if (!fieldsOf(entry)) return undefined;
  const number = AnswerReader.of(entry);
  return number.text('msisdn') === undefined ? undefined : readVirtualNumber(number);
}

/** Reads "Check Virtual Number". @throws EightXEightBadAnswerError */
export function readCheckedNumber(answer: unknown): VirtualNumberResource {
  const payload = AnswerReader.of(answer).requiredPart('payload');
  return readVirtualNumber(payload) ?? payload.fail('msisdn');
}

/** @returns undefined if its msisdn is a text that is not in E.164 */
function readVirtualNumber(number: AnswerReader): VirtualNumberResource | undefined {
  const msisdn = readMsisdn(number.requiredText('msisdn'));
  if (msisdn === undefined) return undefined;
  // What is not understood of a number's health does not make the whole list a bad answer.
  const health = fieldsOf(number.value('numberHealth')) ? number.part('numberHealth') : undefined;
  return {
    msisdn,
    countryCode: number.text('countryCode'),
    operationalStatus: readOperationalStatus(number.text('operationalStatus')),
    referenceId: number.text('referenceId'),
    numberType: number.text('numberType'),
    dateCreated: number.time('dateCreated'),
    dateUpdated: number.time('dateUpdated'),
    rentalPrice: number.number('rentalPrice'),
    incomingRate: number.number('incomingRate'),
    billingUnit: number.number('billingUnit'),
    billingCurrency: number.text('billingCurrency'),
    numberHealthCheckEnabled: number.flag('numberHealthCheckEnabled') ?? false,
    numberHealth: health && {
      isHealthy: health.flag('isHealthy'),
      status: health.text('status'),
      lastCheckedTime: health.time('lastCheckedTime'),
    },
  };
}

/** @throws EightXEightBadAnswerError */
export const readWebhookList = (answer: unknown): WebhookResource[] =>
  AnswerReader.of(answer).list('webhooks', (webhook) => ({
    type: webhook.requiredText('type'),
    url: webhook.requiredText('url'),
    enabled: webhook.flag('enabled') ?? webhook.fail('enabled'),
    httpAuthHeaderAvailable: webhook.flag('httpAuthHeaderAvailable') ?? false,
  }));

/** @throws EightXEightBadAnswerError */
export const readRecordings = (answer: unknown): RecordingResource[] =>
  AnswerReader.of(answer).list('recordings', (recording) => ({
    recordingId: recording.requiredText('recordingId'),
    sessionId: recording.text('sessionId'),
    subAccountId: recording.text('subAccountId'),
    status: recording.text('status'),
    externalFileUrl: recording.text('externalFileUrl'),
    duration: recording.number('duration'),
    startRecordingTime: recording.time('startRecordingTime'),
  }));

/** @throws EightXEightBadAnswerError */
export function readRecordingPushConfig(answer: unknown): RecordingPushConfig {
  const config = AnswerReader.of(answer);
  return {
    protocol: config.requiredText('protocol'),
    host: config.text('host'),
    port: config.number('port'),
    username: config.text('username'),
    passwordSet: config.flag('passwordSet') ?? false,
    path: config.text('path'),
  };
}

/** @throws EightXEightBadAnswerError */
export function readStartedCallflow(answer: unknown): StartedCallflow {
  const started = AnswerReader.of(answer);
  return {
    sessionId: started.requiredText('sessionId'),
    sessionStatus: started.text('sessionStatus'),
    callFlowRequestId: started.text('callFlowRequestId'),
    validUntil: started.time('validUntil'),
  };
}

/** @throws EightXEightBadAnswerError */
export const readSpeechProfiles = (answer: unknown): SpeechProfile[] =>
  AnswerReader.of(answer).list('speechProfiles', (profile) => ({
    speechProfileCode: profile.requiredText('speechProfileCode'),
    localeCode: profile.text('localeCode'),
    localeDescription: profile.text('localeDescription'),
    gender: profile.text('gender'),
  }));
