import { type CallflowAnswer, hangup, makeCall } from '../eightxeight/index.js';
import { type CallerMessage, messageAction, type PoolMessages } from '../pool/index.js';
import type { Refusal, RoutingDecision } from './call-decision.js';

const VOICE = 'en-US-ZiraRUS';

const DEFAULT_MESSAGES = {
  ended: {
    text: 'This booking has ended. The number can no longer be called.',
    voiceProfile: VOICE,
  },
  notAParty: { text: 'This number is not available to you. Goodbye.', voiceProfile: VOICE },
  unavailable: {
    text: 'Your call cannot be connected right now. Please try again later.',
    voiceProfile: VOICE,
  },
} satisfies Record<string, CallerMessage>;

/** A stranger learns nothing: all of these sound the same. */
const MESSAGE_OF: Readonly<Record<Refusal, keyof PoolMessages>> = {
  'booking-ended': 'ended',
  'not-a-party': 'notAParty',
  'unknown-number': 'notAParty',
  'number-disabled': 'notAParty',
  'caller-withheld': 'notAParty',
  'unexpected-action': 'notAParty',
};

const messageThenHangup = (message: CallerMessage): CallflowAnswer => ({
  callflow: [messageAction(message), hangup()],
});

/** What a caller gets when we cannot decide: nobody is connected. */
export const TRY_AGAIN_LATER: CallflowAnswer = messageThenHangup(DEFAULT_MESSAGES.unavailable);

export function callflowFor(decision: RoutingDecision): CallflowAnswer {
  if (decision.decision === 'refuse') {
    const message = MESSAGE_OF[decision.reason];
    return messageThenHangup(decision.messages?.[message] ?? DEFAULT_MESSAGES[message]);
  }
  return {
    callflow: [
      makeCall({
        source: decision.shownNumber,
        destination: decision.callee.e164,
        ...(decision.callRecording && { callRecording: true }),
      }),
    ],
  };
}
