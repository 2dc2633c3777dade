import { Injectable } from '@nestjs/common';
import { AuditTrail, NumberVault, type Principal } from '../../platform/security/index.js';
import { InvalidPhoneNumberError } from '../../platform/errors/index.js';
import { PhoneNumber } from '../../platform/values/index.js';
import type { FormReader } from '../http/form.js';
import { TwilioProxyError } from '../http/twilio-error.js';
import { SessionBookingService } from '../sessions/session-booking.service.js';
import type { SessionRow } from '../sessions/session.repository.js';
import { roleOfSid, sidOf } from '../sid.js';
import { assertFitsMode, readParticipant } from './participant-request.js';
import { ParticipantRepository, type ParticipantRow } from './participant.repository.js';

/** Manages the participants of sessions. */
@Injectable()
export class ParticipantService {
  constructor(
    private readonly participants: ParticipantRepository,
    private readonly bookings: SessionBookingService,
    private readonly vault: NumberVault,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws TwilioProxyError, and the errors of creating a booking and of adding a party */
  async add(session: SessionRow, form: FormReader, principal: Principal): Promise<ParticipantRow> {
    if (session.status === 'closed') throw new TwilioProxyError(80607);
    const wanted = readParticipant(form);
    assertFitsMode(wanted, session.mode);
    const indexes = this.vault.indexesOf(phoneOf(wanted.identifier));
    if (await this.participants.wasRemoved(session, indexes)) throw new TwilioProxyError(80612);
    await this.participants.insert(session, wanted.role, wanted.friendlyName);
    try {
      await this.bookings.join(session, wanted, principal);
    } catch (error) {
      // Without its party, a row that cannot be deleted now is no participant.
      await this.participants.delete(session, wanted.role).catch(() => undefined);
      throw error;
    }
    return this.withRole(session, wanted.role);
  }

  /** Lists participants, the last one first. Records that it shows their phone numbers. */
  async list(session: SessionRow, principal: Principal): Promise<ParticipantRow[]> {
    await this.recordReveal(session, principal);
    return this.participants.list(session);
  }

  /** Records that it shows a phone number. @throws TwilioProxyError */
  async get(session: SessionRow, sid: string, principal: Principal): Promise<ParticipantRow> {
    const participant = await this.find(session, sid);
    await this.recordReveal(session, principal);
    return participant;
  }

  /** @throws TwilioProxyError if the session has no such participant */
  async find(session: SessionRow, sid: string): Promise<ParticipantRow> {
    return this.withRole(session, roleOfSid(sid) ?? '');
  }

  /** @throws TwilioProxyError, and the errors of PartyRemovalService */
  async remove(session: SessionRow, sid: string, principal: Principal): Promise<void> {
    const { booking_id: bookingId, role } = await this.find(session, sid);
    if (session.status === 'closed') throw new TwilioProxyError(80607);
    await this.bookings.remove(session, { bookingId, role }, principal);
    await this.participants.delete(session, role);
  }

  private async withRole(session: SessionRow, role: string): Promise<ParticipantRow> {
    const found = (await this.participants.list(session)).find((row) => row.role === role);
    if (!found) throw new TwilioProxyError(20404);
    return found;
  }

  private async recordReveal({ id }: SessionRow, principal: Principal): Promise<void> {
    if (!principal.mayReveal) return;
    const act = { action: 'twilio-session.reveal', objectType: 'twilio-session' };
    await this.audit.record({ ...act, objectId: sidOf('KC', id) }, principal);
  }
}

/** @throws TwilioProxyError */
function phoneOf(identifier: string): PhoneNumber {
  try {
    return PhoneNumber.parse(identifier);
  } catch (error) {
    if (error instanceof InvalidPhoneNumberError) throw new TwilioProxyError(80404);
    throw error;
  }
}
