import { AnswerReader } from './answer-reader.js';
import { readMsisdn } from './msisdn.js';
import type {
  RecordingPushConfig,
  RecordingResource,
  SpeechProfile,
  StartedCallflow,
  VirtualNumberList,
  VirtualNumberResource,
  WebhookResource,
} from './voice-api.types.js';

/** Reads the list; numbers that are not in E.164 make it incomplete. @throws EightXEightBadAnswerError */
export function readVirtualNumberList(answer: unknown): VirtualNumberList {
  const reader = AnswerReader.of(answer);
  const listed = reader.list('numbers', readVirtualNumber);
  const numbers = listed.filter((number) => number !== undefined);
  const totalNumbers = reader.number('totalNumbers') ?? listed.length;
  return {
    totalNumbers,
    lastUpdatedAt: reader.time('lastUpdatedAt'),
    numbers,
    isComplete: numbers.length === listed.length && listed.length >= totalNumbers,
  };
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
  const health = number.part('numberHealth');
  return {
    msisdn,
    countryCode: number.text('countryCode'),
    operationalStatus: number.text('operationalStatus'),
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
