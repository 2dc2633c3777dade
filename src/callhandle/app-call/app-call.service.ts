import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../platform/values/index.js';
import { ClockWatch } from '../../platform/database/index.js';
import { makeCall, VoiceApiClient } from '../../eightxeight/index.js';
import { messageAction } from '../../pool/index.js';
import { type Principal, NumberVault } from '../../platform/security/index.js';
import { toSessionId } from '../../status/index.js';
import { AppCallRepository } from './app-call.repository.js';
import { type CallParties, CallPartiesService } from './call-parties.service.js';

export interface AppCallResponse {
  /** Identifies the call in `GET /v1/calls/{sessionId}` once 8x8 has reported it. */
  sessionId: string;
  bookingId: Uuid;
  from: string;
  to: string;
  /** The number that the party with the role `from` sees. */
  virtualNumber: string;
}

/** Milliseconds after which 8x8 must no longer start the call: the user has given up by then. */
const VALID_MS = 60_000;

/** Starts calls that a party requests in the company's app instead of dialling. */
@Injectable()
export class AppCallService {
  constructor(
    private readonly parties: CallPartiesService,
    private readonly calls: AppCallRepository,
    private readonly voiceApi: VoiceApiClient,
    private readonly vault: NumberVault,
    private readonly clock: ClockWatch,
  ) {}

  /**
   * Makes 8x8 ring the party with this role, play the announcement and bridge the other party. Each
   * sees the virtual number on which it can call back. The same rules apply as when the party dials. The call is not recorded,
   * because here `makeCall` takes only `source` and `destination` (8x8, "Send Callflow").
   * @throws BookingNotFoundError, PartyNotFoundError, BookingNotCallableError, TooManyCallsError,
   *   EightXEightError; after `eightxeight-unavailable` and `eightxeight-bad-response` it is
   *   unknown whether the call was started
   */
  async start(bookingId: string, role: string, principal: Principal): Promise<AppCallResponse> {
    const parties = await this.parties.callable(bookingId, role, principal);
    const { virtualNumber, callerId, caller, callee, announcement } = parties;
    const { sessionId } = await this.voiceApi.startCallflow(parties.subAccountId, {
      validUntil: new Date(this.clock.now() + VALID_MS),
      callflow: [
        makeCall({ source: virtualNumber, destination: caller.number.e164 }),
        ...(announcement ? [messageAction(announcement)] : []),
        makeCall({ source: callerId, destination: callee.number.e164 }),
      ],
    });
    await this.record(sessionId, parties);
    return { sessionId, bookingId, from: role, to: callee.role, virtualNumber };
  }

  private record(sessionId: string, parties: CallParties): Promise<void> {
    const { poolId, bookingId, virtualNumber, caller, callee } = parties;
    return this.calls.record({
      poolId,
      sessionId: toSessionId(sessionId),
      bookingId,
      virtualNumber,
      callerRole: caller.role,
      calleeRole: callee.role,
      callerIndex: this.vault.indexOf(caller.number),
    });
  }
}
