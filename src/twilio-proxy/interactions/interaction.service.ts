import { Injectable } from '@nestjs/common';
import type { Principal } from '../../platform/security/index.js';
import { type CallResponse, CallRecordService } from '../../status/index.js';
import type { FormReader } from '../http/form.js';
import { TwilioProxyError } from '../http/twilio-error.js';
import type { ParticipantRow } from '../participants/participant.repository.js';
import { type SessionRow, SessionRepository } from '../sessions/session.repository.js';
import { participantSidOf } from '../sid.js';
import { type Interaction, interactionOfCall } from './interaction.js';
import { InteractionMessages } from './interaction-messages.js';

/** Calls of a booking that are read at once. */
const PAGE = 200;
/** A session with more calls shows the newest ones of each booking. */
const MAX_CALLS = 1_000;
/** Longest text. Source: Twilio, "Message interactions". */
const MAX_BODY = 1_600;

/** The contacts of the participants of a session: calls that were connected, and texts. */
@Injectable()
export class InteractionService {
  constructor(
    private readonly calls: CallRecordService,
    private readonly messages: InteractionMessages,
    private readonly sessions: SessionRepository,
  ) {}

  /** Lists the interactions of a session, newest first, without deleted ones. */
  async list(session: SessionRow, principal: Principal): Promise<Interaction[]> {
    const calls: CallResponse[] = [];
    for (const bookingId of session.booking_ids) {
      calls.push(...(await this.callsOf(bookingId, principal)));
    }
    const connected = calls.filter(({ decision }) => decision === 'connect');
    const texts = await this.messages.listOf(session.booking_ids, principal);
    return [...connected.map(interactionOfCall), ...texts]
      .filter(({ sid }) => !session.deleted_interactions.includes(sid))
      .toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  }

  /** @throws TwilioProxyError */
  async get(session: SessionRow, sid: string, principal: Principal): Promise<Interaction> {
    const found = (await this.list(session, principal)).find((one) => one.sid === sid);
    if (!found) throw new TwilioProxyError(20404);
    return found;
  }

  /**
   * Hides an interaction from Twilio's API, and deletes what was written. The record of the call or
   * text stays.
   * @throws TwilioProxyError, ScopeMissingError
   */
  async delete(session: SessionRow, sid: string, principal: Principal): Promise<void> {
    const { messageId } = await this.get(session, sid, principal);
    if (messageId !== undefined) await this.messages.delete(messageId, principal);
    await this.sessions.deleteInteraction(session, sid);
  }

  /** Lists the texts that the company sent to a participant. */
  async listMessages(
    session: SessionRow,
    { role }: ParticipantRow,
    principal: Principal,
  ): Promise<Interaction[]> {
    const sid = participantSidOf(role);
    return (await this.list(session, principal)).filter(
      ({ type, inbound, outbound }) =>
        type === 'message' && inbound === null && outbound.participantSid === sid,
    );
  }

  /** Returns a text that the company sent to a participant. @throws TwilioProxyError */
  async getMessage(
    session: SessionRow,
    participant: ParticipantRow,
    sid: string,
    principal: Principal,
  ): Promise<Interaction> {
    const sent = await this.listMessages(session, participant, principal);
    const found = sent.find((one) => one.sid === sid);
    if (!found) throw new TwilioProxyError(20404);
    return found;
  }

  /** Sends a text of the company to a participant. @throws TwilioProxyError */
  async send(
    session: SessionRow,
    participant: ParticipantRow,
    form: FormReader,
    principal: Principal,
  ): Promise<Interaction> {
    if (session.status === 'closed') throw new TwilioProxyError(80607);
    if (session.mode === 'voice-only') throw new TwilioProxyError(80910);
    if (form.all('MediaUrl').some((url) => url !== '')) throw new TwilioProxyError(30011);
    const body = form.text('Body', Number.POSITIVE_INFINITY);
    if (!body || !/\S/.test(body)) throw new TwilioProxyError(21602);
    if (body.length > MAX_BODY) throw new TwilioProxyError(21617);
    return this.messages.send(session, participant, body, principal);
  }

  private async callsOf(bookingId: string, principal: Principal): Promise<CallResponse[]> {
    const calls: CallResponse[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
      const page = await this.calls.listByBooking(bookingId, query, principal);
      calls.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && calls.length < MAX_CALLS);
    return calls;
  }
}
