import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { PostgresPool } from '../../platform/database/index.js';
import { NumberVault } from '../../platform/security/index.js';
import type { PhoneNumber } from '../../platform/values/index.js';
import { MESSAGE_RECEIVER, MESSAGE_TEXT } from '../encrypted-columns.js';
import { ForwardingService } from '../forwarding/forwarding.service.js';
import { ADD_REPLY } from './reply.sql.js';

export interface NewReply {
  poolId: string;
  virtualNumberId: number;
  /** The virtual number that the sender wrote to. */
  source: string | null;
  bookingId: string | null;
  text: string;
}

/** Replies to senders on behalf of a pool. */
@Injectable()
export class ReplyService {
  constructor(
    private readonly database: PostgresPool,
    private readonly vault: NumberVault,
    private readonly forwarding: ForwardingService,
  ) {}

  /** Stores a reply to be sent, at most one per sender and virtual number in 24 hours. */
  async add(sender: PhoneNumber, { text, ...reply }: NewReply): Promise<void> {
    const id = uuidv7();
    const key = { messageId: id };
    const added = await this.database.run(
      ADD_REPLY({
        ...reply,
        id,
        personIndex: this.vault.indexOf(sender),
        receiverCiphertext: MESSAGE_RECEIVER.encrypt(this.vault, sender, key),
        textCiphertext: MESSAGE_TEXT.encrypt(this.vault, text, key),
        length: text.length,
      }),
    );
    if (added.length > 0) this.forwarding.wake();
  }
}
