export const CALLEE_BEHAVIOURS = ['answers', 'no-answer', 'busy', 'unreachable'] as const;
export type CalleeBehaviour = (typeof CALLEE_BEHAVIOURS)[number];

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
}

/** The usual behaviours by name. */
export type BehaviourName = CalleeBehaviour | 'caller-hangs-up';

export const behaviourNamed = (name: BehaviourName): CallBehaviour =>
  name === 'caller-hangs-up' ? { callerHangsUpAfterSeconds: 5 } : { callee: name };

/** What became of ringing the callee. The words are those of a leg's `callStatus`. */
export interface Ringing {
  end: 'ANSWERED' | 'NO_ANSWER' | 'BUSY' | 'FAILED' | 'CANCELED';
  /** Simulated seconds from dialling the callee to this end. */
  afterSeconds: number;
  /** Whether the callee's phone made a sound. */
  rang: boolean;
}

/** Says how ringing the callee will end. */
export function ringing(behaviour: CallBehaviour): Ringing {
  const callee = ringingWithPatientCaller(behaviour);
  const patience = behaviour.callerHangsUpAfterSeconds;
  if (patience === undefined) return callee;
  return callee.end === 'ANSWERED' || patience < callee.afterSeconds
    ? { end: 'CANCELED', afterSeconds: patience, rang: callee.rang }
    : callee;
}

function ringingWithPatientCaller(behaviour: CallBehaviour): Ringing {
  switch (behaviour.callee ?? 'answers') {
    case 'answers':
      return { end: 'ANSWERED', afterSeconds: behaviour.answerAfterSeconds ?? 3, rang: true };
    case 'no-answer':
      return { end: 'NO_ANSWER', afterSeconds: 30, rang: true };
    case 'busy':
      return { end: 'BUSY', afterSeconds: 1, rang: false };
    case 'unreachable':
      return { end: 'FAILED', afterSeconds: 2, rang: false };
  }
}

export const talkSeconds = (behaviour: CallBehaviour): number => behaviour.talkSeconds ?? 30;
