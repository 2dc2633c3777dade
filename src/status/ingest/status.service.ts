import { Injectable } from '@nestjs/common';
import {
  type CallEvent,
  type LegSummary,
  MAX_CALL_SECONDS,
  readCallEvent,
  readRecordingUpdate,
  readSessionSummary,
} from '../../eightxeight/index.js';
import { noteSession } from '../../platform/observability/index.js';
import { NumberVault, WithheldCallers } from '../../platform/security/index.js';
import { finalLegRank, finalRank, isKnownFinal, liveLegRank, recordingRank } from './ranks.js';
import { LEG_PARTY } from './encrypted-columns.js';
import { type LegChange, StatusRepository } from './status.repository.js';
import { UnexecutedConnections } from './unexecuted-connections.service.js';

/** Takes 8x8's reports on calls. A message is stored when its method returns. */
@Injectable()
export class StatusService {
  constructor(
    private readonly statuses: StatusRepository,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
    private readonly unexecuted: UnexecutedConnections,
  ) {}

  /** Takes a VCS. @throws MalformedMessageError */
  async takeCallStatus(message: unknown): Promise<void> {
    const event = readCallEvent(message);
    const { sessionId, subAccountId, virtualNumber, leg } = event;
    noteSession(sessionId);
    const legChange = this.legOfEvent(event);
    const isCallee = leg === 'B';
    await this.statuses.take({
      messageKey: this.callStatusKey(event),
      sessionId,
      subAccountId,
      numberA: virtualNumber,
      virtualNumber: isCallee ? undefined : virtualNumber,
      sessionStatusRank: 0,
      // In a call that Maskline started both legs are outbound: only the summary identifies the callee's.
      isCalledOut: false,
      calleeRank: 0,
      calleeConnectedAt: isCallee ? legChange.connectedAt : undefined,
      calleeDisconnectedAt: isCallee ? legChange.disconnectedAt : undefined,
      calleeSeconds: isCallee && isOneOf(event, 'CALL_DISCONNECTED') ? event.duration : undefined,
      legs: [legChange],
    });
  }

  /** Takes a VSS, which has no id of its own. @throws MalformedMessageError */
  async takeSessionSummary(message: unknown): Promise<void> {
    const summary = readSessionSummary(message);
    const { sessionId, subAccountId, sessionStatus, lastAction, errorCode, legs } = summary;
    noteSession(sessionId);
    const [callA, callB] = (['A', 'B'] as const).map((name) =>
      legs.find(({ leg }) => leg === name),
    );
    const scores = legs.map(({ mos }) => mos).filter((mos) => mos !== undefined);
    await this.unexecuted.revokeBy(summary);
    await this.statuses.take({
      messageKey: this.contentKey('VSS', summary),
      sessionId,
      subAccountId,
      numberA: callA?.virtualNumber,
      numberB: callB?.virtualNumber,
      virtualNumber: callA?.virtualNumber,
      sessionStatus,
      sessionStatusRank: finalRank(sessionStatus),
      lastAction,
      errorCode,
      startedAt: summary.startedAt,
      endedAt: summary.endedAt,
      isCalledOut: callB !== undefined,
      calleeRank: callB === undefined ? 0 : calleeRank(callB),
      talkSeconds:
        callB && isAnswered(sessionStatus) && isAnswered(callB.callStatus)
          ? secondsOf(callB)
          : undefined,
      mos: scores.length > 0 ? Math.min(...scores) : undefined,
      legs: legs.map((leg) => this.legOfSummary(sessionId, leg)),
    });
  }

  /** Takes a VRU, which has no id of its own. @throws MalformedMessageError */
  async takeRecordingUpdate(message: unknown): Promise<void> {
    const update = readRecordingUpdate(message);
    noteSession(update.sessionId);
    await this.statuses.takeRecording({
      ...update,
      messageKey: this.contentKey('VRU', update),
      statusRank: recordingRank(update.status),
      durationSeconds: update.duration,
    });
  }

  private legOfEvent(event: CallEvent): LegChange {
    const callId = event.callId ?? event.leg;
    const time = event.at;
    return {
      callId,
      leg: event.leg,
      state: event.callStatus,
      stateRank: liveLegRank(event.callStatus),
      ...this.encryptedParty(event.sessionId, callId, event.party),
      initiatedAt: isOneOf(event, 'CALL_INITIATED', 'CALL_RECEIVED') ? time : undefined,
      connectedAt: isOneOf(event, 'CALL_CONNECTED') ? time : undefined,
      disconnectedAt: isOneOf(event, 'CALL_DISCONNECTED') ? time : undefined,
      durationSeconds: event.duration,
    };
  }

  private legOfSummary(sessionId: string, summary: LegSummary): LegChange {
    const { leg, callStatus, virtualNumber: _ours, party, duration, ...measured } = summary;
    const callId = summary.callId ?? leg;
    return {
      ...measured,
      callId,
      leg,
      state: callStatus,
      stateRank: finalLegRank(callStatus),
      durationSeconds: duration,
      ...this.encryptedParty(sessionId, callId, party),
    };
  }

  private encryptedParty(sessionId: string, callId: string, party: string | undefined) {
    const number = this.withheld.identify(party);
    if (number === undefined) return { partyIndex: null, partyCiphertext: null };
    return {
      partyIndex: this.vault.indexOf(number),
      partyCiphertext: LEG_PARTY.encrypt(this.vault, number, { sessionId, callId }),
    };
  }

  /**
   * Returns the receipt key of a VCS. An event id is unique within its session only (8x8, "Call
   * Status"). The lengths prevent collisions between ids with unusual characters.
   */
  private callStatusKey(event: CallEvent): string {
    const { eventId, sessionId, callStatus } = event;
    if (eventId === undefined) return this.contentKey('VCS', event);
    return `VCS:${eventId.length}:${sessionId.length}:${eventId}${sessionId}${callStatus}`;
  }

  /**
   * Returns the receipt key of a message without an id. The digest covers only the presence of the
   * parties' numbers, because a receipt cannot be found by number when that number is to be erased.
   */
  private contentKey(type: string, content: object): string {
    const text = JSON.stringify(content, (name, value: unknown) =>
      name === 'party' ? value !== undefined : value,
    );
    return `${type}:${this.vault.digestOf(text).toString('base64url')}`;
  }
}

const isOneOf = (event: CallEvent, ...statuses: string[]): boolean =>
  statuses.includes(event.callStatus);

/** Returns the rank of the callee's leg: by its state, else COMPLETED if it connected. */
const calleeRank = ({ callStatus, connectedAt }: LegSummary): number =>
  isKnownFinal(callStatus) || connectedAt === undefined
    ? finalRank(callStatus)
    : finalRank('COMPLETED');

/** Whether a summary's state permits that the two talked. */
const isAnswered = (state: string): boolean => state === 'COMPLETED' || !isKnownFinal(state);

/** Returns the duration of a leg in seconds: as reported, else the difference of its times. */
function secondsOf({ duration, connectedAt, disconnectedAt }: LegSummary): number | undefined {
  if (duration || !connectedAt || !disconnectedAt) return duration;
  const seconds = Math.round((disconnectedAt.getTime() - connectedAt.getTime()) / 1000);
  return seconds > 0 ? Math.min(seconds, MAX_CALL_SECONDS) : duration;
}
