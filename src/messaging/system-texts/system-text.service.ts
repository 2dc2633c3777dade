import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { BookingService, PARTY_NUMBER, PartyNotFoundError } from '../../booking/index.js';
import { PostgresPool } from '../../platform/database/index.js';
import { NumberVault, type Principal } from '../../platform/security/index.js';
import { MESSAGE_CONTENT, MESSAGE_RECEIVER, MESSAGE_TEXT } from '../encrypted-columns.js';
import { ForwardingService } from '../forwarding/forwarding.service.js';
import type { MessageResponse } from '../records/message-record.mapper.js';
import { MessageRecordService } from '../records/message-record.service.js';
import type { SendMessageDto } from './system-text.dto.js';
import {
  MessageNotSendableError,
  MessageReferenceTakenError,
  type UnsendableReason,
} from './system-text.errors.js';
import { ADD_SYSTEM_TEXT, FIND_RECEIVER } from './system-text.sql.js';

interface ReceiverRow {
  role: string | null;
  number_ciphertext: Buffer | null;
  message_id: string | null;
  content_ciphertext: Buffer | null;
}

/** Attempts to store a text while the party or its number changes. */
const ATTEMPTS = 3;

/** Sends texts of the company to the parties of a booking. */
@Injectable()
export class SystemTextService {
  constructor(
    private readonly database: PostgresPool,
    private readonly bookings: BookingService,
    private readonly records: MessageRecordService,
    private readonly forwarding: ForwardingService,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Stores a text to be sent. If the booking has a text with the same reference and content, returns
   * that one.
   * @throws BookingNotFoundError, PartyNotFoundError, MessageNotSendableError,
   *   MessageReferenceTakenError
   */
  async send(
    bookingId: string,
    request: SendMessageDto,
    principal: Principal,
  ): Promise<MessageResponse> {
    const { poolId } = await this.bookings.locate(bookingId, principal);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const id = await this.idOf(poolId, bookingId, request);
      if (id !== undefined) return this.records.get(id, principal);
    }
    throw new PartyNotFoundError();
  }

  /** Returns the id of the new or of the known text; undefined if something changed meanwhile. */
  private async idOf(
    poolId: string,
    bookingId: string,
    { to: role, text, reference }: SendMessageDto,
  ): Promise<string | undefined> {
    const content = JSON.stringify([role, text]);
    const [receiver] = await this.database.run<ReceiverRow>(
      FIND_RECEIVER({ poolId, bookingId, role, reference }),
    );
    if (receiver?.message_id) return this.known(receiver.message_id, receiver, content);
    if (!receiver?.role || !receiver.number_ciphertext) throw new PartyNotFoundError();
    const { number_ciphertext: partyCiphertext } = receiver;
    const number = PARTY_NUMBER.decrypt(this.vault, partyCiphertext, { poolId, bookingId, role });
    const id = uuidv7();
    const key = { messageId: id };
    const [added] = await this.database.run<{ reason: UnsendableReason | null; id: string | null }>(
      ADD_SYSTEM_TEXT({
        poolId,
        bookingId,
        role,
        partyCiphertext,
        id,
        reference,
        contentCiphertext:
          reference === undefined ? undefined : MESSAGE_CONTENT.encrypt(this.vault, content, key),
        receiverCiphertext: MESSAGE_RECEIVER.encrypt(this.vault, number, key),
        textCiphertext: MESSAGE_TEXT.encrypt(this.vault, text, key),
        length: text.length,
      }),
    );
    if (added?.reason) throw new MessageNotSendableError(added.reason);
    if (!added?.id) return undefined;
    this.forwarding.wake();
    return added.id;
  }

  /** @throws MessageReferenceTakenError */
  private known(
    id: string,
    { content_ciphertext: encrypted }: ReceiverRow,
    content: string,
  ): string {
    const key = { messageId: id };
    if (!encrypted || !MESSAGE_CONTENT.isOf(this.vault, encrypted, content, key)) {
      throw new MessageReferenceTakenError(id);
    }
    return id;
  }
}
