export const CALLEE_BEHAVIOURS = ['answers', 'no-answer', 'busy', 'unreachable'] as const;
export type CalleeBehaviour = (typeof CALLEE_BEHAVIOURS)[number];

export const RECORDING_UPLOADS = ['completed', 'failed'] as const;
export const RECORDING_REPORTS = ['after-summary', 'before-summary', 'none'] as const;
export const REPORT_ORDERS = ['sent', 'reversed', 'shuffled', 'together'] as const;

/** How the reports of a call (VCS, VSS, VRU) are delivered to the receiver. */
export interface ReportDelivery {
  /** How often each report is sent, default 1; the copies are identical. */
  copies?: number;
  /**
   * Default `sent`: in order, as things happen. Otherwise the reports are sent after the call, in this
   * order, or with `together` at the same time.
   */
  order?: (typeof REPORT_ORDERS)[number];
  /** For `shuffled`: the same integer gives the same order. Default: a new order for each call. */
  seed?: number;
}

/** How the two people and their phones behave during a call. Times are simulated seconds. */
export interface CallBehaviour {
  /** Default `answers`. */
  callee?: CalleeBehaviour;
  /** How long the callee's phone rings before it is answered; default 3. */
  answerAfterSeconds?: number;
  /** How long the two talk; default 30. */
  talkSeconds?: number;
  /** If given, the caller hangs up after ringing this long, and the callee does not answer before. */
  callerHangsUpAfterSeconds?: number;
  /** The digits that the caller enters when prompted; default none. */
  dtmf?: string | null;
  /** The result of uploading the recording, if the call is recorded; default `completed`. */
  recordingUpload?: (typeof RECORDING_UPLOADS)[number];
  /** When the VRU of a recorded call is sent, default `after-summary`. */
  recordingReport?: (typeof RECORDING_REPORTS)[number];
  reports?: ReportDelivery;
}

/** The behaviour for a call started by `POST …/callflows`; its "caller" is called first. */
export interface AppCallBehaviour extends CallBehaviour {
  /** Default `answers`. */
  caller?: CalleeBehaviour;
  /** How long the caller's phone rings before it is answered; default 3. */
  callerAnswersAfterSeconds?: number;
}

/** The common behaviours by name. */
export type BehaviourName = CalleeBehaviour | 'caller-hangs-up';

export const behaviourNamed = (name: BehaviourName): CallBehaviour =>
  name === 'caller-hangs-up' ? { callerHangsUpAfterSeconds: 5 } : { callee: name };

/** The result of ringing a phone, in the words of a leg's `callStatus`. */
export interface Ringing {
  end: 'ANSWERED' | 'NO_ANSWER' | 'BUSY' | 'FAILED' | 'CANCELED';
  /** Simulated seconds from dialling to this end. */
  afterSeconds: number;
  /** Whether the phone actually rang. */
  rang: boolean;
}

/** Returns how ringing the callee will end. */
export function ringing(behaviour: CallBehaviour): Ringing {
  const callee = ringingOf(behaviour.callee, behaviour.answerAfterSeconds);
  const patience = behaviour.callerHangsUpAfterSeconds;
  if (patience === undefined) return callee;
  return callee.end === 'ANSWERED' || patience < callee.afterSeconds
    ? { end: 'CANCELED', afterSeconds: patience, rang: callee.rang }
    : callee;
}

/** Returns how ringing the first phone of a call from the app will end. */
export const ringingOfCaller = (behaviour: AppCallBehaviour): Ringing =>
  ringingOf(behaviour.caller, behaviour.callerAnswersAfterSeconds);

function ringingOf(behaviour: CalleeBehaviour = 'answers', answerAfterSeconds = 3): Ringing {
  switch (behaviour) {
    case 'answers':
      return { end: 'ANSWERED', afterSeconds: answerAfterSeconds, rang: true };
    case 'no-answer':
      return { end: 'NO_ANSWER', afterSeconds: 30, rang: true };
    case 'busy':
      return { end: 'BUSY', afterSeconds: 1, rang: false };
    case 'unreachable':
      return { end: 'FAILED', afterSeconds: 2, rang: false };
  }
}

export const talkSeconds = (behaviour: CallBehaviour): number => behaviour.talkSeconds ?? 30;
