/**
 * What 8x8's API answers, under 8x8's names; what is documented but missing is undefined.
 * Source: 8x8 Connect, Number Masking API and Voice API (OpenAPI), v1, July 2026.
 */
import type { CallflowAction } from '../callflow/callflow.js';
import type { WebhookType } from '../messages/messages.js';

/** A virtual number that the sub-account rents. "Check Virtual Number" tells less of it. */
export interface VirtualNumberResource {
  /** E.164 with `+`. */
  msisdn: string;
  /** ISO 3166. */
  countryCode: string | undefined;
  /** `Active`, `Unhealthy`, `Expiring` or `Inactive`, and whatever 8x8 adds. */
  operationalStatus: string | undefined;
  /** Of the range that the number belongs to. */
  referenceId: string | undefined;
  numberType: string | undefined;
  dateCreated: Date | undefined;
  dateUpdated: Date | undefined;
  /** For a month, in `billingCurrency`. */
  rentalPrice: number | undefined;
  /** For a minute, in `billingCurrency`. */
  incomingRate: number | undefined;
  /** Seconds. */
  billingUnit: number | undefined;
  billingCurrency: string | undefined;
  numberHealthCheckEnabled: boolean;
  numberHealth:
    | {
        isHealthy: boolean | undefined;
        status: string | undefined;
        lastCheckedTime: Date | undefined;
      }
    | undefined;
}

export interface VirtualNumberList {
  /** How many numbers the sub-account has, by 8x8's count. */
  totalNumbers: number | undefined;
  lastUpdatedAt: Date | undefined;
  /** In the order of the list, which may name one twice. */
  numbers: VirtualNumberResource[];
  /** Entries without a number in E.164, which are left out. */
  unreadable: number;
  /**
   * Whether `numbers` has them all: 8x8 documents no pages, but says the total. Conclude nothing from
   * what is missing in an incomplete list.
   */
  isComplete: boolean;
}

/** A registered webhook. 8x8 tells whether a header is set, and never which. */
export interface WebhookResource {
  /** One of ours, or one that 8x8 added. */
  type: string;
  url: string;
  enabled: boolean;
  httpAuthHeaderAvailable: boolean;
}

export interface NewWebhook {
  type: WebhookType;
  /** http or https. */
  url: string;
  /** The static value that 8x8 sends along. */
  httpAuthHeader?: string;
  /** Default true. */
  enabled?: boolean;
}

/** A recording of a session. */
export interface RecordingResource {
  recordingId: string;
  sessionId: string | undefined;
  subAccountId: string | undefined;
  status: string | undefined;
  externalFileUrl: string | undefined;
  /** Seconds. */
  duration: number | undefined;
  startRecordingTime: Date | undefined;
}

/** Where 8x8 puts recordings. 8x8 tells whether a password is set, and never which. */
export interface RecordingPushConfig {
  /** For example `S3`, `sftp`, `ftp`. */
  protocol: string;
  /** A host, or of S3 the region. */
  host: string | undefined;
  port: number | undefined;
  username: string | undefined;
  passwordSet: boolean;
  path: string | undefined;
}

export interface NewRecordingPushConfig {
  protocol: string;
  host: string;
  port?: number;
  username: string;
  password: string;
  path: string;
}

/**
 * A call that we start ourselves: the first action is `makeCall`; a second `makeCall` is bridged to
 * it. Here, other than in the answer to a call handle, `makeCall` takes no `callRecording`, and `say`
 * needs a `voiceProfile`.
 */
export interface NewCallflow {
  /** After this time 8x8 does not start it any more. */
  validUntil?: Date;
  callflow: CallflowAction[];
}

export interface StartedCallflow {
  sessionId: string;
  /** For example `CREATED`. */
  sessionStatus: string | undefined;
  callFlowRequestId: string | undefined;
  validUntil: Date | undefined;
}

/** A voice for `say`. */
export interface SpeechProfile {
  /** What `voiceProfile` takes, for example `en-US-Standard-A`. */
  speechProfileCode: string;
  localeCode: string | undefined;
  localeDescription: string | undefined;
  gender: string | undefined;
}
