/**
 * 8x8's API responses under 8x8's names, checked for the fields that Maskline relies on.
 * Source: 8x8 Connect, Number Masking API and Voice API (OpenAPI), v1, July 2026.
 */
import { readCarrierTime as time, Slices } from '../../platform/input/index.js';
import { readMsisdn } from '../messages/msisdn.js';
import { readOperationalStatus, readTotalNumbers } from '../messages/read-number-update.js';
import { AnswerObject, flag, isTrue, items, number, text } from './answer-object.js';

type Contents<Known extends { read: (value: unknown) => unknown }> = ReturnType<Known['read']>;

const NUMBER_HEALTH = new AnswerObject(
  {},
  { isHealthy: flag, status: text, lastCheckedTime: time },
);

/** A virtual number that the sub-account rents; "Check Virtual Number" returns fewer of its fields. */
const VIRTUAL_NUMBER = new AnswerObject(
  {
    /** E.164 with `+`. */
    msisdn: (value) => readMsisdn(text(value)),
  },
  {
    /** ISO 3166. */
    countryCode: text,
    /** `Active`, `Unhealthy`, `Expiring` or `Inactive`, or a word that 8x8 added. */
    operationalStatus: (value) => readOperationalStatus(text(value)),
    /** The id of the range that contains the number. */
    referenceId: text,
    numberType: text,
    dateCreated: time,
    dateUpdated: time,
    /** Per month, in `billingCurrency`. */
    rentalPrice: number,
    /** Per minute, in `billingCurrency`. */
    incomingRate: number,
    /** Seconds. */
    billingUnit: number,
    billingCurrency: text,
    numberHealthCheckEnabled: isTrue,
    /** Optional, so that unparsable health does not make the whole list a bad response. */
    numberHealth: NUMBER_HEALTH.tryRead,
  },
);
export type VirtualNumberResource = Contents<typeof VIRTUAL_NUMBER>;

const CHECKED_NUMBER = new AnswerObject({ payload: (value) => value ?? undefined }, {});
export const readCheckedNumber = (answer: unknown): VirtualNumberResource =>
  VIRTUAL_NUMBER.read(CHECKED_NUMBER.read(answer).payload, 'payload');

const NUMBER_LIST = new AnswerObject(
  { numbers: items },
  { totalNumbers: readTotalNumbers, lastUpdatedAt: time },
);

export interface VirtualNumberList extends Omit<Contents<typeof NUMBER_LIST>, 'numbers'> {
  /** In list order; may contain duplicates of the list. */
  numbers: VirtualNumberResource[];
  /** The number of skipped entries, which had no number in E.164. */
  unreadable: number;
  /**
   * Whether `numbers` is the complete list: 8x8 documents no paging, but sends the total. Do not infer
   * anything from numbers that are missing in an incomplete list.
   */
  isComplete: boolean;
}

/** Reads the list in slices, since it may have 100,000 numbers. @throws EightXEightBadResponseError */
export async function readVirtualNumberList(answer: unknown): Promise<VirtualNumberList> {
  const { numbers: entries, ...list } = NUMBER_LIST.read(answer);
  const slices = new Slices();
  const numbers: VirtualNumberResource[] = [];
  const msisdns = new Set<string>();
  for (const entry of entries) {
    const found = VIRTUAL_NUMBER.tryRead(entry);
    if (found) {
      numbers.push(found);
      msisdns.add(found.msisdn);
    }
    await slices.next();
  }
  const unreadable = entries.length - numbers.length;
  const isComplete = unreadable === 0 && msisdns.size === list.totalNumbers;
  return { ...list, numbers, unreadable, isComplete };
}

/** A registered webhook. 8x8 reports whether a header is set, but never its value. */
const WEBHOOK = new AnswerObject(
  { type: text, url: text, enabled: flag },
  { httpAuthHeaderAvailable: isTrue },
);
export type WebhookResource = Contents<typeof WEBHOOK>;
export const readWebhooks = WEBHOOK.listedAs('webhooks');

const RECORDING = new AnswerObject(
  { recordingId: text },
  {
    sessionId: text,
    subAccountId: text,
    status: text,
    externalFileUrl: text,
    /** Seconds. */
    duration: number,
    startRecordingTime: time,
  },
);
export type RecordingResource = Contents<typeof RECORDING>;
export const readRecordings = RECORDING.listedAs('recordings');

/** Where 8x8 uploads recordings; `host` is the region if the protocol is `S3`. */
export const PUSH_CONFIG = new AnswerObject(
  { protocol: text },
  { host: text, port: number, username: text, passwordSet: isTrue, path: text },
);
export type RecordingPushConfig = Contents<typeof PUSH_CONFIG>;

export const STARTED_CALLFLOW = new AnswerObject(
  { sessionId: text },
  { sessionStatus: text, callFlowRequestId: text, validUntil: time },
);
export type StartedCallflow = Contents<typeof STARTED_CALLFLOW>;

/** A voice for `say`, to be used as `voiceProfile` by its `speechProfileCode`. */
const SPEECH_PROFILE = new AnswerObject(
  { speechProfileCode: text },
  { localeCode: text, localeDescription: text, gender: text },
);
export type SpeechProfile = Contents<typeof SPEECH_PROFILE>;
export const readSpeechProfiles = SPEECH_PROFILE.listedAs('speechProfiles');

/** A response whose fields are not used. */
export const ANY_OBJECT = new AnswerObject({}, {});
