import type { SessionStatusName } from '../../../src/eightxeight/index.js';
import { toE164 } from '../numbers/phone-number.js';
import type { CallSession } from './session.js';

/** One message that the platform sent, or tried to send. */
export interface MessageRecord {
  type: 'VCA' | 'VCS' | 'VSS' | 'VRU' | 'VNU';
  /** VCA and VCS: the leg of the message, and its status. */
  leg?: 'A' | 'B';
  callStatus?: string;
  /** VSS. */
  sessionStatus?: string;
  /** VRU. */
  recordingStatus?: string;
  /** VNU. */
  updateEventType?: string;
  /** The HTTP status of the last attempt, or why there was no response. */
  status: number | string;
  /** 0 if no webhook was registered for the message. */
  attempts: number;
}

/** What happened during a call, as seen by the caller, the callee and the platform. */
export interface CallTranscript {
  /** The call in one line. */
  summary: string;
  sessionId: string;
  callIdA: string;
  /** Absent if the callflow called nobody. */
  callIdB?: string;
  /** Whether a caller dialled, or the app started the call by `POST …/callflows`. */
  startedBy: 'caller' | 'app';
  /** The caller in E.164, or `anonymous`; for a call from the app, the person called first. */
  from: string;
  /** The virtual number that the caller sees, in E.164: dialled, or the caller id of a call from the app. */
  to: string;
  sessionStatus: SessionStatusName;
  /** Only with session status `ERROR`. */
  errorCode?: number;
  /** The person whom the platform called, in E.164; `calleeAnswered` says whether the two could talk. */
  connectedTo?: string;
  /** The caller id that was presented to the callee, in E.164. */
  shownCallerId?: string;
  calleeRang: boolean;
  calleeAnswered: boolean;
  /** Texts and file URLs, one for each time that the platform played something. */
  heardByCaller: string[];
  callRecording?: boolean;
  /** Simulated seconds for which the two were connected. */
  talkSeconds: number;
  /** The latest response to a call handle, valid or not; absent if it was not JSON. */
  answer?: unknown;
  /** Real milliseconds until that response. */
  answerMs?: number;
  /** In the order of sending. */
  messages: MessageRecord[];
  /** The errors in the receiver's responses, one sentence each. */
  faults: string[];
}

export function blankTranscript(session: CallSession): CallTranscript {
  const { legA } = session;
  const inbound = legA.callDirection === 'INBOUND';
  const [person, virtualNumber] = inbound
    ? [legA.source, legA.destination]
    : [legA.destination, legA.source];
  const isWithheld = person === '' || person === 'anonymous';
  return {
    summary: '',
    sessionId: session.sessionId,
    callIdA: legA.callId,
    startedBy: inbound ? 'caller' : 'app',
    from: isWithheld ? 'anonymous' : toE164(person),
    to: toE164(virtualNumber),
    sessionStatus: session.sessionStatus,
    calleeRang: false,
    calleeAnswered: false,
    heardByCaller: [],
    talkSeconds: 0,
    messages: [],
    faults: [],
  };
}

/** Summarises a call in one line. */
export function summarize(transcript: CallTranscript): string {
  const { startedBy, from, to, connectedTo, heardByCaller, sessionStatus, errorCode } = transcript;
  const steps = [startedBy === 'caller' ? `${from} dialled ${to}` : `${to} called ${from}`];
  if (heardByCaller.length > 0) steps.push(`heard ${heardByCaller.map(quoted).join(', ')}`);
  if (connectedTo !== undefined) steps.push(calleePart(transcript));
  const end = errorCode === undefined ? sessionStatus : `${sessionStatus} ${errorCode}`;
  return `${steps.join(', ')}: ${end}`;
}

const quoted = (text: string): string => `"${text}"`;

function calleePart(transcript: CallTranscript): string {
  const { connectedTo, shownCallerId, calleeRang, calleeAnswered, talkSeconds } = transcript;
  if (calleeAnswered) return `talked ${talkSeconds} s to ${connectedTo}, who saw ${shownCallerId}`;
  return calleeRang
    ? `rang ${connectedTo}, who saw ${shownCallerId}`
    : `could not ring ${connectedTo}`;
}
