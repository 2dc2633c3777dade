import { PIN_DIGITS } from '../../booking/index.js';
import {
  type CallflowResponse,
  DEFAULT_VOICE,
  hangup,
  makeCall,
  sayAndCapture,
  type SayParams,
} from '../../eightxeight/index.js';
import { type CallerMessage, messageAction } from '../../pool/index.js';
import type { PinQuestion, Refusal, RoutingDecision } from './call-decision.js';

type MessageName =
  | 'ended'
  | 'notStarted'
  | 'notAParty'
  | 'callsNotAllowed'
  | 'partyMissing'
  | 'quietHours'
  | 'tooManyCalls'
  | 'pinRefused'
  | 'unavailable';

const DEFAULT_MESSAGES: Readonly<Record<MessageName, CallerMessage>> = {
  ended: {
    text: 'This booking has ended. The number can no longer be called.',
    voiceProfile: DEFAULT_VOICE,
  },
  notStarted: {
    text: 'This booking has not started yet. Please call again later.',
    voiceProfile: DEFAULT_VOICE,
  },
  notAParty: { text: 'This number is not available to you. Goodbye.', voiceProfile: DEFAULT_VOICE },
  callsNotAllowed: {
    text: 'You cannot call on this booking. Please wait to be called.',
    voiceProfile: DEFAULT_VOICE,
  },
  partyMissing: {
    text: 'The other person has not joined yet. Please try again later.',
    voiceProfile: DEFAULT_VOICE,
  },
  quietHours: {
    text: 'Calls are not connected at this time of day. Please call again later.',
    voiceProfile: DEFAULT_VOICE,
  },
  tooManyCalls: {
    text: 'You have called too often. Please try again in a minute.',
    voiceProfile: DEFAULT_VOICE,
  },
  pinRefused: {
    text: 'That is not a PIN of this number. Goodbye.',
    voiceProfile: DEFAULT_VOICE,
  },
  unavailable: {
    text: 'Your call cannot be connected right now. Please try again later.',
    voiceProfile: DEFAULT_VOICE,
  },
};

/** A stranger learns nothing: every problem with the caller or the number gets the same message. */
const MESSAGE_OF: Readonly<Record<Exclude<Refusal, 'unexpected-action'>, MessageName>> = {
  'unknown-number': 'notAParty',
  'number-disabled': 'notAParty',
  'caller-withheld': 'notAParty',
  'caller-is-virtual': 'notAParty',
  'too-many-calls': 'tooManyCalls',
  'not-a-party': 'notAParty',
  'booking-ended': 'ended',
  'not-started': 'notStarted',
  // The words of an ordinary refusal, so that a blocked caller does not learn of the block.
  blocked: 'notAParty',
  'caller-not-allowed': 'callsNotAllowed',
  'channel-off': 'notAParty',
  'party-missing': 'partyMissing',
  'quiet-hours': 'quietHours',
  'pin-wrong': 'pinRefused',
  'pin-locked': 'pinRefused',
  'booking-changed': 'ended',
  'hook-refused': 'unavailable',
  'hook-failed': 'unavailable',
  'hook-target-refused': 'notAParty',
  'route-refused': 'unavailable',
  'too-late': 'unavailable',
  'response-lost': 'unavailable',
};

const messageThenHangup = (message: CallerMessage): CallflowResponse => ({
  callflow: [messageAction(message), hangup()],
});

/** The callflow when the call cannot be decided: a message, and nobody is connected. */
export const TRY_AGAIN_LATER: CallflowResponse = messageThenHangup(DEFAULT_MESSAGES.unavailable);

export function callflowFor(decision: RoutingDecision): CallflowResponse {
  if (decision.decision === 'refuse') {
    // Two people may have been talking until now, so no message is played.
    if (decision.reason === 'unexpected-action') return { callflow: [hangup()] };
    // A newer version may have recorded a reason that this one does not know: still a refusal.
    const name = MESSAGE_OF[decision.reason] ?? 'unavailable';
    const ofPool = name === 'unavailable' ? undefined : decision.messages?.[name];
    return messageThenHangup(decision.message ?? ofPool ?? DEFAULT_MESSAGES[name]);
  }
  if (decision.decision === 'ask') return askForPin(decision);
  const { announcement, callerId, callee, callRecording } = decision;
  const connect = makeCall({
    source: callerId,
    destination: callee.e164,
    ...(callRecording && { callRecording: true }),
  });
  return { callflow: announcement ? [messageAction(announcement), connect] : [connect] };
}

const PIN_PROMPTS: Readonly<Record<PinQuestion['reason'], SayParams>> = {
  'pin-required': { text: 'Please enter your PIN.', voiceProfile: DEFAULT_VOICE },
  'pin-wrong': {
    text: 'That PIN is not right. Please enter your PIN.',
    voiceProfile: DEFAULT_VOICE,
  },
};

/** Asks for one try at a time: Maskline counts the tries, and each entry decides the next step. */
function askForPin({ reason, messages, clientActionId }: PinQuestion): CallflowResponse {
  const ofPool = reason === 'pin-required' ? messages?.enterPin : messages?.wrongPin;
  const { text, voiceProfile, speed } = ofPool ?? PIN_PROMPTS[reason];
  const ask = sayAndCapture({
    promptMessage: text,
    ...(voiceProfile !== undefined && { voiceProfile }),
    ...(speed !== undefined && { speed }),
    minDigits: PIN_DIGITS,
    maxDigits: PIN_DIGITS,
    completeOnHash: true,
    digitTimeout: 5_000,
    overallTimeout: 30_000,
    noOfTries: 1,
  });
  return { ...(clientActionId !== null && { clientActionId }), callflow: [ask] };
}
