/**
 * 8x8's answers under 8x8's names, checked for the fields that Maskline relies on.
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

/** A virtual number that the sub-account rents; "Check Virtual Number" has fewer of its fields. */
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
    /** Of the range that the number belongs to. */
    referenceId: text,
    numberType: text,
    dateCreated: time,
    dateUpdated: time,
    /** For a month, in `billingCurrency`. */
    rentalPrice: number,
    /** For a minute, in `billingCurrency`. */
    incomingRate: number,
    /** Seconds. */
    billingUnit: number,
    billingCurrency: text,
    numberHealthCheckEnabled: isTrue,
    /** Health that cannot be read does not make the whole list a bad answer. */
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
  /** In the order of the list, which may name one twice. */
  numbers: VirtualNumberResource[];
  /** Entries without a number in E.164, which are left out. */
  unreadable: number;
  /**
   * Whether `numbers` has them all: 8x8 documents no pages, but sends the total. Conclude nothing from
   * what is missing in an incomplete list.
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

/** A registered webhook. 8x8 says whether a header is set, and never which. */
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

/** Where 8x8 puts recordings; `host` is the region if the protocol is `S3`. */
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

/** A voice for `say`; `voiceProfile` takes its `speechProfileCode`. */
const SPEECH_PROFILE = new AnswerObject(
  { speechProfileCode: text },
  { localeCode: text, localeDescription: text, gender: text },
);
export type SpeechProfile = Contents<typeof SPEECH_PROFILE>;
export const readSpeechProfiles = SPEECH_PROFILE.listedAs('speechProfiles');

/** An answer of which nothing is needed. */
export const ANY_OBJECT = new AnswerObject({}, {});
