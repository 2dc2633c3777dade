import { Injectable } from '@nestjs/common';
import { PARTY_NUMBER } from '../../booking/index.js';
import { NumberVault, type Principal } from '../../platform/security/index.js';
import { accountSidOf } from '../http/account-sid.js';
import { twilioTime } from '../http/twilio-time.js';
import { numberSidOf, participantSidOf } from '../sid.js';
import type { ParticipantRow } from './participant.repository.js';

/** Where an answer belongs. */
export interface ParticipantContext {
  principal: Principal;
  serviceSid: string;
  sessionSid: string;
  /** Absolute URL of the list of participants. */
  url: string;
}

@Injectable()
export class ParticipantMapper {
  constructor(private readonly vault: NumberVault) {}

  /** The identifier is masked unless the account may reveal numbers. */
  toResponse(row: ParticipantRow, { principal, serviceSid, sessionSid, url }: ParticipantContext) {
    const sid = participantSidOf(row.role)!;
    const own = `${url}/${sid}`;
    return {
      sid,
      session_sid: sessionSid,
      service_sid: serviceSid,
      account_sid: accountSidOf(principal),
      friendly_name: row.friendly_name ?? sid,
      identifier: this.identifierOf(row, principal.mayReveal),
      proxy_identifier: row.proxy_identifier,
      proxy_identifier_sid: numberSidOf(row.proxy_identifier),
      date_deleted: null,
      date_created: twilioTime(row.created_at),
      date_updated: twilioTime(row.created_at),
      url: own,
      links: { message_interactions: `${own}/MessageInteractions` },
    };
  }

  private identifierOf(row: ParticipantRow, isRevealed: boolean): string | null {
    const { number_ciphertext: encrypted, pool_id: poolId, booking_id: bookingId, role } = row;
    if (!encrypted) return null;
    return PARTY_NUMBER.shown(this.vault, encrypted, { poolId, bookingId, role }, isRevealed);
  }
}
