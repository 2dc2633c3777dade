import {
  BOOKING_CONTENT,
  PARTY_ALTERNATE,
  PARTY_NUMBER,
  PARTY_PIN,
  REPORT_TEXT,
} from '../booking/index.js';
import { HOOK_SECRET } from '../callhandle/index.js';
import { DEAD_LETTER_CONTENT } from '../carrier-inbox/index.js';
import { SUBSCRIPTION_SECRET } from '../events/index.js';
import {
  MESSAGE_CONTENT,
  MESSAGE_RECEIVER,
  MESSAGE_TEXT,
  OPT_OUT_PERSON,
} from '../messaging/index.js';
import {
  type NumberVault,
  type EncryptedColumn,
  EncryptedNumber,
} from '../platform/security/index.js';
import { LEG_PARTY } from '../status/index.js';
import { FACADE_TOKEN } from '../twilio-proxy/index.js';

export type KeyType = 'uuid' | 'text' | 'smallint' | 'bytea';

/** The values of a primary key, by column. */
export type Key = Readonly<Record<string, string | number | Buffer>>;

/**
 * An encrypted column to re-encrypt. Columns of routes and blocks are not included: their dual-keyed
 * rows are backfilled and deleted instead.
 */
export interface ReencryptedColumn extends Reencryption {
  table: string;
  /** The primary key: for each column its type, and a value that sorts before all others. */
  key: Readonly<Record<string, { type: KeyType; least: string | number | Buffer }>>;
  column: string;
  /** The column with the blind index of the encrypted number. */
  index?: string;
  /**
   * Statements that update other rows with the same index, namely calls and texts of the phone
   * number. They read the CTE `changed` (key, `previous_index` and `new_index`).
   */
  follow?: readonly string[];
}

interface Reencryption {
  /**
   * Returns the ciphertext of a row under the first key of the ring, and the index of the number in
   * it; null if it is not a number.
   */
  reencrypt(
    vault: NumberVault,
    encrypted: Buffer,
    key: Key,
  ): { encrypted: Buffer; index: Buffer | null };
}

const reencryption = <Row>(
  column: EncryptedColumn<Row>,
  rowOf: (key: Key) => Row,
): Reencryption => ({
  reencrypt(vault, was, key) {
    const row = rowOf(key);
    const encrypted = column.reencrypt(vault, was, row);
    const isNumber = column instanceof EncryptedNumber;
    return {
      encrypted,
      index: isNumber ? vault.indexOf(column.decrypt(vault, encrypted, row)) : null,
    };
  },
});

const UUID = { type: 'uuid', least: '00000000-0000-0000-0000-000000000000' } as const;
const TEXT = { type: 'text', least: '' } as const;
const SMALLINT = { type: 'smallint', least: -32_768 } as const;
const BYTEA = { type: 'bytea', least: Buffer.alloc(0) } as const;

const PARTY = { booking_id: UUID, role: TEXT, pool_id: UUID };

const CALLS_OF_BOOKING = `
  update call_session s set caller_index = changed.new_index from changed
   where s.booking_id = changed.booking_id and s.pool_id = changed.pool_id
     and s.caller_index = changed.previous_index`;

const newIndexOf = (column: string): string => `
  coalesce((select changed.new_index from changed
             where changed.booking_id = m.booking_id and changed.pool_id = m.pool_id
               and changed.previous_index = m.${column} limit 1), m.${column})`;

/** A text has two parties, and a batch may have both. */
const TEXTS_OF_BOOKING = `
  update message m set sender_index = ${newIndexOf('sender_index')},
                       receiver_index = ${newIndexOf('receiver_index')}
    from (select distinct booking_id, pool_id from changed) changed_booking
   where m.booking_id = changed_booking.booking_id and m.pool_id = changed_booking.pool_id`;

const CALL_OF_LEG = `
  update call_session s set caller_index = changed.new_index from changed
   where s.session_id = changed.session_id and s.pool_id = changed.pool_id and changed.leg = 'A'
     and s.caller_index = changed.previous_index`;

const text = (value: unknown): string => value as string;

const partyOf = (key: Key) => ({
  poolId: text(key['pool_id']),
  bookingId: text(key['booking_id']),
  role: text(key['role']),
});

/** All encrypted columns except those of routes and blocks. */
export const REENCRYPTED_COLUMNS: readonly ReencryptedColumn[] = [
  {
    table: 'booking',
    key: { id: UUID, pool_id: UUID },
    column: 'content_digest',
    ...reencryption(BOOKING_CONTENT, (key) => ({
      poolId: text(key['pool_id']),
      bookingId: text(key['id']),
    })),
  },
  {
    table: 'party',
    key: PARTY,
    column: 'number_ciphertext',
    index: 'number_index',
    ...reencryption(PARTY_NUMBER, partyOf),
    follow: [CALLS_OF_BOOKING, TEXTS_OF_BOOKING],
  },
  {
    table: 'party',
    key: PARTY,
    column: 'pin_ciphertext',
    ...reencryption(PARTY_PIN, partyOf),
  },
  {
    table: 'party_alternate',
    key: { booking_id: UUID, role: TEXT, position: SMALLINT, pool_id: UUID },
    column: 'number_ciphertext',
    index: 'number_index',
    ...reencryption(PARTY_ALTERNATE, (key) => ({
      ...partyOf(key),
      position: key['position'] as number,
    })),
    follow: [CALLS_OF_BOOKING, TEXTS_OF_BOOKING],
  },
  {
    table: 'abuse_report',
    key: { id: UUID, pool_id: UUID },
    column: 'text_ciphertext',
    ...reencryption(REPORT_TEXT, (key) => ({
      poolId: text(key['pool_id']),
      reportId: text(key['id']),
    })),
  },
  {
    table: 'call_leg',
    key: { session_id: TEXT, leg: TEXT, call_id: TEXT, pool_id: UUID },
    column: 'party_ciphertext',
    index: 'party_index',
    ...reencryption(LEG_PARTY, (key) => ({
      sessionId: text(key['session_id']),
      callId: text(key['call_id']),
    })),
    follow: [CALL_OF_LEG],
  },
  {
    table: 'message',
    key: { id: UUID, pool_id: UUID },
    column: 'text_ciphertext',
    ...reencryption(MESSAGE_TEXT, (key) => ({ messageId: text(key['id']) })),
  },
  {
    table: 'message',
    key: { id: UUID, pool_id: UUID },
    column: 'content_ciphertext',
    ...reencryption(MESSAGE_CONTENT, (key) => ({ messageId: text(key['id']) })),
  },
  {
    table: 'message',
    key: { id: UUID, pool_id: UUID },
    column: 'receiver_ciphertext',
    index: 'receiver_index',
    ...reencryption(MESSAGE_RECEIVER, (key) => ({ messageId: text(key['id']) })),
  },
  {
    table: 'opt_out',
    key: { id: UUID, pool_id: UUID },
    column: 'person_ciphertext',
    index: 'person_index',
    ...reencryption(OPT_OUT_PERSON, (key) => ({ optOutId: text(key['id']) })),
  },
  {
    table: 'dead_letter',
    key: { digest: BYTEA },
    column: 'content_ciphertext',
    ...reencryption(DEAD_LETTER_CONTENT, (key) => ({ digest: key['digest'] as Buffer })),
  },
  ...['secret_ciphertext', 'previous_secret_ciphertext'].map((column) => ({
    table: 'event_subscription',
    key: { id: UUID },
    column,
    ...reencryption(SUBSCRIPTION_SECRET, (key) => ({ subscriptionId: text(key['id']) })),
  })),
  ...['secret_ciphertext', 'previous_secret_ciphertext'].map((column) => ({
    table: 'decision_hook',
    key: { pool_id: UUID },
    column,
    ...reencryption(HOOK_SECRET, (key) => ({ poolId: text(key['pool_id']) })),
  })),
  {
    table: 'facade_account',
    key: { id: UUID },
    column: 'token_ciphertext',
    ...reencryption(FACADE_TOKEN, (key) => ({ accountId: text(key['id']) })),
  },
];
