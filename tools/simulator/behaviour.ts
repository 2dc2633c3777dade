export const CALLEE_BEHAVIOURS = ['answers', 'no-answer', 'busy', 'unreachable'] as const;
export type CalleeBehaviour = (typeof CALLEE_BEHAVIOURS)[number];

export const RECORDING_UPLOADS = ['completed', 'failed'] as const;
export const RECORDING_REPORTS = ['after-summary', 'before-summary', 'none'] as const;
export const REPORT_ORDERS = ['sent', 'reversed', 'shuffled', 'together'] as const;

/** How the reports of a call (VCS, VSS, VRU) reach the receiver. */
export interface ReportDelivery {
  /** How often each of them is sent, default 1; the copies are equal. */
  copies?: number;
  /**
   * Default `sent`: one after the other, as things happen. Otherwise they are kept back until the
   * call is over, and then go out one after the other, or `together` at the same time.
   */
  order?: (typeof REPORT_ORDERS)[number];
  /** Of `shuffled`: the same integer makes the same order. Default: another order for each call. */
  seed?: number;
}

/** How the two people and their phones act during a call. Times are simulated seconds. */
export interface CallBehaviour {
  /** Default `answers`. */
  callee?: CalleeBehaviour;
  /** How long the callee's phone rings before it is answered; default 3. */
  answerAfterSeconds?: number;
  /** How long the two talk; default 30. */
  talkSeconds?: number;
  /** If given, the caller hangs up after so much ringing, and the callee does not answer before. */
  callerHangsUpAfterSeconds?: number;
  /** What the caller enters when asked for digits; default nothing. */
  dtmf?: string | null;
  /** How uploading the recording ends, if the call is recorded; default `completed`. */
  recordingUpload?: (typeof RECORDING_UPLOADS)[number];
  /** When the VRU of a recorded call is sent, default `after-summary`. */
  recordingReport?: (typeof RECORDING_REPORTS)[number];
  reports?: ReportDelivery;
}

/** The same for a call that was started by `POST …/callflows`; its "caller" is called first. */
export interface AppCallBehaviour extends CallBehaviour {
  /** Default `answers`. */
  caller?: CalleeBehaviour;
  /** How long the caller's phone rings before it is answered; default 3. */
  callerAnswersAfterSeconds?: number;
}

/** The usual behaviours by name. */
export type BehaviourName = CalleeBehaviour | 'caller-hangs-up';

export const behaviourNamed = (name: BehaviourName): CallBehaviour =>
  name === 'caller-hangs-up' ? { callerHangsUpAfterSeconds: 5 } : { callee: name };

/** What became of ringing a phone. The words are those of a leg's `callStatus`. */
export interface Ringing {
  end: 'ANSWERED' | 'NO_ANSWER' | 'BUSY' | 'FAILED' | 'CANCELED';
  /** Simulated seconds from dialling to this end. */
  afterSeconds: number;
  /** Whether the phone made a sound. */
  rang: boolean;
}

/** Says how ringing the callee will end. */
export function ringing(behaviour: CallBehaviour): Ringing {
  const callee = ringingOf(behaviour.callee, behaviour.answerAfterSeconds);
  const patience = behaviour.callerHangsUpAfterSeconds;
  if (patience === undefined) return callee;
  return callee.end === 'ANSWERED' || patience < callee.afterSeconds
    ? { end: 'CANCELED', afterSeconds: patience, rang: callee.rang }
    : callee;
}

/** Says how ringing the first phone of an app's call will end. */
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
