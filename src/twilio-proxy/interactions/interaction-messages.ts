import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IdleEndService, PartyNotFoundError } from '../../booking/index.js';
import {
  KeptTextsService,
  MessageNotSendableError,
  MessageRecordService,
  type MessageResponse,
  SystemTextService,
} from '../../messaging/index.js';
import { PostgresPool } from '../../platform/database/index.js';
import { NumberVault, type Principal, requireScope } from '../../platform/security/index.js';
import { type TwilioErrorNumber, TwilioProxyError } from '../http/twilio-error.js';
import type { ParticipantRow } from '../participants/participant.repository.js';
import type { SessionRow } from '../sessions/session.repository.js';
import type { Interaction } from './interaction.js';
import { interactionOfText, isInteraction } from './interaction-of-text.js';
import { CLAIM_REFERENCE } from './sent-text.sql.js';

/** Texts of a booking that are read at once. */
const PAGE = 200;
/** A session with more texts shows the newest ones of each booking. */
const MAX_TEXTS = 1_000;

const NUMBER_OF_REASON: Readonly<Record<string, TwilioErrorNumber>> = {
  'channel-off': 80202,
  'booking-ended': 80607,
  blocked: 20403,
  'opted-out': 21610,
};

/** The texts of sessions. */
@Injectable()
export class InteractionMessages {
  constructor(
    private readonly database: PostgresPool,
    private readonly texts: SystemTextService,
    private readonly records: MessageRecordService,
    private readonly kept: KeptTextsService,
    private readonly idleEnds: IdleEndService,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Lists the texts of bookings, newest first; none if the principal may not read texts. Shows what
   * was written if the service keeps it and the principal may reveal it, which is audited.
   */
  async listOf(bookingIds: readonly string[], principal: Principal): Promise<Interaction[]> {
    if (!principal.scopes.has('messages:read')) return [];
    const messages: MessageResponse[] = [];
    for (const bookingId of bookingIds) {
      messages.push(...(await this.messagesOf(bookingId, principal)));
    }
    return messages.filter(isInteraction).map((message) => interactionOfText(message));
  }

  /**
   * Sends a text of the company to a participant. The same text to the same participant within a
   * minute is the same request, which clients repeat if they got no response: it is sent once.
   * @throws TwilioProxyError
   */
  async send(
    { id: sessionId, pool_id: poolId }: SessionRow,
    { booking_id: bookingId, role }: Pick<ParticipantRow, 'booking_id' | 'role'>,
    body: string,
    principal: Principal,
  ): Promise<Interaction> {
    const digest = this.vault.digestOf(`twilio-text:${body}`);
    const [claimed] = await this.database.run<{ reference: string }>(
      CLAIM_REFERENCE({ sessionId, role, digest, poolId, reference: randomUUID() }),
    );
    const { reference } = claimed!;
    try {
      const message = await this.texts.send(
        bookingId,
        { to: role, text: body, reference },
        principal,
      );
      const usedAt = message.receivedAt;
      await this.idleEnds.moveEnds([{ poolId, bookingId, usedAt }]);
      return interactionOfText({ ...message, text: body });
    } catch (error) {
      if (error instanceof PartyNotFoundError) throw new TwilioProxyError(20404);
      if (!(error instanceof MessageNotSendableError)) throw error;
      throw new TwilioProxyError(NUMBER_OF_REASON[error.extensions.reason] ?? 20001);
    }
  }

  /** Deletes what was written, if the service keeps it. @throws ScopeMissingError */
  async delete(messageId: string, principal: Principal): Promise<void> {
    requireScope(principal, 'messages:write');
    await this.kept.deleteText(messageId);
  }

  private async messagesOf(bookingId: string, principal: Principal): Promise<MessageResponse[]> {
    const messages: MessageResponse[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
      let page = await this.records.listByBooking(bookingId, query, principal);
      if (principal.mayReveal && page.items.some(isKept)) {
        page = await this.records.listByBooking(bookingId, { ...query, reveal: 'true' }, principal);
      }
      messages.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && messages.length < MAX_TEXTS);
    return messages;
  }
}

/** Whether a text stays readable after it was sent. */
const isKept = ({ hasText, textKeptUntil }: MessageResponse): boolean =>
  hasText && textKeptUntil !== null;
