import { Injectable } from '@nestjs/common';
import { PhoneNumber } from '../common/index.js';
import {
  type CallEvent,
  type LegSummary,
  readCallEvent,
  readSessionSummary,
} from '../eightxeight/index.js';
import { VirtualNumberService } from '../pool/index.js';
import { NumberVault } from '../security/index.js';
import { legPartyPlace } from './call-record.places.js';
import { CallRecordRepository, type LegChange, NO_POOL } from './call-record.repository.js';
import { finalState, liveState } from './leg-state.js';

/** Takes what 8x8 reports of calls. */
@Injectable()
export class StatusService {
  constructor(
    private readonly records: CallRecordRepository,
    private readonly numbers: VirtualNumberService,
    private readonly vault: NumberVault,
  ) {}

  /** Takes a VCS. When it returns, the message is stored. @throws MalformedMessageError */
  async takeCallStatus(message: unknown): Promise<void> {
    const event = readCallEvent(message);
    await this.records.take({
      poolId: await this.poolOf(event.sessionId, [event.virtualNumber], event.subAccountId),
      messageKey: event.eventId ? `VCS:${event.eventId}` : this.contentKey('VCS', event),
      sessionId: event.sessionId,
      virtualNumber: event.leg === 'A' ? event.virtualNumber : undefined,
      legs: [this.legOfEvent(event)],
    });
  }

  /** Takes a VSS, which has no id of its own. @throws MalformedMessageError */
  async takeSessionSummary(message: unknown): Promise<void> {
    const summary = readSessionSummary(message);
    const { sessionId, sessionStatus, lastAction, errorCode, startedAt, endedAt } = summary;
    const numbers = summary.legs.map(({ virtualNumber }) => virtualNumber);
    await this.records.take({
      poolId: await this.poolOf(sessionId, numbers, summary.subAccountId),
      messageKey: this.contentKey('VSS', summary),
      sessionId,
      sessionStatus,
      lastAction,
      errorCode,
      startedAt,
      endedAt,
      virtualNumber: summary.legs.find(({ leg }) => leg === 'A')?.virtualNumber,
      legs: summary.legs.map((leg) => this.legOfSummary(sessionId, leg)),
    });
  }

  /** By the virtual number; else, if the message names none, by what is on record of the session. */
  private async poolOf(
    sessionId: string,
    numbers: readonly (string | undefined)[],
    subAccountId: string | undefined,
  ): Promise<string> {
    for (const number of numbers) {
      const pool = await this.numbers.poolOf(number, subAccountId);
      if (pool !== undefined) return pool;
    }
    return (await this.records.poolOfSession(sessionId, subAccountId)) ?? NO_POOL;
  }

  private legOfEvent(event: CallEvent): LegChange {
    const callId = event.callId ?? event.leg;
    const time = event.at;
    return {
      callId,
      leg: event.leg,
      ...liveState(event.callStatus),
      ...this.sealedParty(event.sessionId, callId, event.party),
      initiatedAt: isOneOf(event, 'CALL_INITIATED', 'CALL_RECEIVED') ? time : undefined,
      connectedAt: isOneOf(event, 'CALL_CONNECTED') ? time : undefined,
      disconnectedAt: isOneOf(event, 'CALL_DISCONNECTED') ? time : undefined,
      duration: event.duration,
    };
  }

  private legOfSummary(sessionId: string, summary: LegSummary): LegChange {
    const { leg, callStatus, virtualNumber: _ours, party, ...measured } = summary;
    const callId = summary.callId ?? leg;
    return {
      ...measured,
      callId,
      leg,
      ...finalState(callStatus),
      ...this.sealedParty(sessionId, callId, party),
    };
  }

  private sealedParty(sessionId: string, callId: string, party: string | undefined) {
    if (party === undefined) return { partyIndex: null, partyCiphertext: null };
    const number = PhoneNumber.fromStored(party);
    return {
      partyIndex: this.vault.indexOf(number),
      partyCiphertext: this.vault.seal(number, legPartyPlace(sessionId, callId)),
    };
  }

  /** For messages without an id. Keyed, since the content holds numbers. */
  private contentKey(type: string, content: object): string {
    return `${type}:${this.vault.digestOf(JSON.stringify(content)).toString('base64url')}`;
  }
}

const isOneOf = (event: CallEvent, ...statuses: string[]): boolean =>
  statuses.includes(event.callStatus);
