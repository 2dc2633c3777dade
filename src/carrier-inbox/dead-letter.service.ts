import { Injectable, Logger } from '@nestjs/common';
import { carrierMessages, deadLetters } from '../platform/observability/index.js';
import {
  decodeCursor,
  isTimePosition,
  type Page,
  type PageQuery,
  toPage,
} from '../platform/rest/index.js';
import { NUMBER_LIKE, type Integer } from '../platform/values/index.js';
import { beginningOfJson, UnreadableBody } from '../platform/input/index.js';
import { MalformedMessageError } from '../eightxeight/index.js';
import { NumberVault } from '../platform/security/index.js';
import { structureOf } from './structure-of.js';
import { DEAD_LETTER_CONTENT } from './encrypted-columns.js';
import { DeadLetterRepository, type DeadLetterRow } from './dead-letter.repository.js';

export type MessageType = 'VCS' | 'VSS' | 'VRU' | 'VNU' | 'SMS';

export interface DeadLetterResponse {
  type: string;
  /** Why the message is malformed. */
  reason: string;
  /** The beginning of the message; anything that looks like a number is masked. */
  content: string;
  /** How often the message was received. */
  times: Integer;
  firstReceivedAt: Date;
  lastReceivedAt: Date;
}

/** Characters of a message that are stored. */
const MAX_CONTENT = 4_000;
/** Characters of a message that are read and that its digest covers. */
const MAX_READ = 8_000;

/** Keeps 8x8's malformed messages, so that none is rejected or lost. */
@Injectable()
export class DeadLetterService {
  private readonly logger = new Logger(DeadLetterService.name);

  constructor(
    private readonly messages: DeadLetterRepository,
    private readonly vault: NumberVault,
  ) {}

  /** Passes a message to `take`; keeps it as a dead letter if it is malformed. */
  async takeOrKeep(
    type: MessageType,
    message: unknown,
    take: (message: unknown) => Promise<void>,
  ): Promise<void> {
    if (message instanceof UnreadableBody) {
      await this.keep(type, message, message.reason);
      return;
    }
    try {
      await take(message);
      carrierMessages.inc({ type });
    } catch (error) {
      if (!(error instanceof MalformedMessageError)) throw error;
      await this.keep(type, message, error.detail);
    }
  }

  /** Lists dead letters, newest first. @throws InvalidCursorError */
  async list({ limit, cursor }: PageQuery): Promise<Page<DeadLetterResponse>> {
    const position = decodeCursor(cursor, isTimePosition(/^[0-9a-f]{64}$/))?.split('|') ?? [];
    const rows = await this.messages.list(limit + 1, position as [string, string] | []);
    return toPage(
      rows,
      limit,
      (row) => row.position,
      (row) => this.toResponse(row),
    );
  }

  /** Keeps a message, or its malformed part, for the operator. */
  async keep(type: MessageType, message: unknown, reason: string): Promise<void> {
    // Masked before the digest is computed, because a digest cannot be found by number for an erasure.
    // What somebody wrote in a text is not for the operator: only its structure is kept.
    const content = maskedBeginning(type === 'SMS' ? structureOf(message) : message);
    const length = message instanceof UnreadableBody ? `${message.length}:` : '';
    const digest = this.vault.digestOf(`${type}:${length}${content}`);
    const kept = content.slice(0, MAX_CONTENT);
    const contentCiphertext = DEAD_LETTER_CONTENT.encrypt(this.vault, kept, { digest });
    await this.messages.keep({ digest, type, reason, contentCiphertext });
    deadLetters.inc({ type });
    this.logger.warn(`a ${type} could not be understood and was kept: ${reason}`);
  }

  private toResponse(row: DeadLetterRow): DeadLetterResponse {
    return {
      type: row.type,
      reason: row.reason,
      content: DEAD_LETTER_CONTENT.decrypt(this.vault, row.content_ciphertext, row),
      times: row.times,
      firstReceivedAt: row.first_received_at,
      lastReceivedAt: row.last_received_at,
    };
  }
}

/**
 * Returns the beginning of a message, with everything masked that looks like a number, even a
 * truncated one.
 */
function maskedBeginning(message: unknown): string {
  const { text, isCut } =
    message instanceof UnreadableBody ? message : beginningOfJson(message, MAX_READ);
  const masked = text.replaceAll(NUMBER_LIKE, '••••');
  if (!isCut) return masked;
  // A truncated number does not look like one, so everything after the last letter is removed.
  let end = masked.length;
  while (end > 0 && !/\p{L}/u.test(masked[end - 1]!)) end -= 1;
  return masked.slice(0, end);
}
