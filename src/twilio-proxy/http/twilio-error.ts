import { DomainError, type ErrorKind } from '../../platform/errors/index.js';

/** The errors of Twilio that Maskline answers with, and their messages. */
const ERRORS = {
  20001: ['invalid', 'A parameter is invalid'],
  20003: ['unauthenticated', 'Authenticate'],
  20403: ['forbidden', 'The account has no permission for this request'],
  20404: ['not-found', 'The requested resource was not found'],
  21602: ['invalid', 'Body is required'],
  21610: ['invalid', 'The Participant wants no messages from the proxy number'],
  21617: ['invalid', 'Body must be at most 1600 characters long'],
  30011: ['invalid', 'MediaUrl cannot be sent: MMS is not supported. Send a Body'],
  80101: ['invalid', 'PhoneNumber has already been added to another Service'],
  80103: ['invalid', 'Participant has already been added to Session'],
  80104: ['invalid', 'PhoneNumber has already been added to Service'],
  80201: ['invalid', 'No voice-capable proxy number is available for the Participant'],
  80202: ['invalid', 'No message-capable proxy number is available for the Participant'],
  80203: ['invalid', 'No proxy number of the country of the Participant is available'],
  80206: ['invalid', 'No proxy number is available for the Participant'],
  80207: ['invalid', 'No proxy number is available for the Participant; all are reserved'],
  80208: ['invalid', 'All proxy numbers are in use by this Participant in other Sessions'],
  80301: ['not-found', 'The proxy number is not in the Service'],
  80308: ['not-found', 'No Session of the Service has this UniqueName'],
  80404: ['invalid', 'Identifier must be a valid phone number in E.164'],
  80506: ['forbidden', 'This account cannot create Services'],
  80602: ['invalid', 'UniqueName must be unique: another Service has it'],
  80603: ['invalid', 'UniqueName must be unique: another Session of the Service has it'],
  80604: ['invalid', 'The proxy number is already in use by this Participant in another Session'],
  80607: ['invalid', 'Session is closed'],
  80608: ['invalid', 'The Session cannot change to this Status'],
  80609: ['invalid', 'A Session can have two Participants at most'],
  80611: ['invalid', 'The PhoneNumber is in use by active Sessions'],
  80612: ['invalid', 'Participant has been removed from this Session and cannot be added again'],
  80616: ['invalid', 'Identifier cannot be reached in the Mode of the Session'],
  80622: ['invalid', 'The Service has the most PhoneNumbers that it can have'],
  80623: ['conflict', 'The resource is being changed by another request. Send the request again'],
  80910: ['invalid', 'The Session does not allow messages: its Mode is voice-only'],
} as const satisfies Readonly<Record<number, readonly [ErrorKind, string]>>;

export type TwilioErrorNumber = keyof typeof ERRORS;

/** A failure with a code of Twilio. Source: Twilio, "Error and Warning Dictionary". */
export class TwilioProxyError extends DomainError {
  readonly code: `twilio-${number}`;
  readonly kind: ErrorKind;

  /** @param detail replaces Twilio's message; without values of the request */
  constructor(
    readonly number: TwilioErrorNumber,
    detail?: string,
  ) {
    super(detail ?? ERRORS[number][1]);
    this.code = `twilio-${number}`;
    this.kind = ERRORS[number][0];
  }
}

export const invalidParameter = (name: string, rule: string): TwilioProxyError =>
  new TwilioProxyError(20001, `Invalid parameter ${name}: it must be ${rule}`);
