import { alternatePlace, contentPlace, partyPlace, pinPlace } from '../booking/index.js';
import { secretPlace } from '../events/index.js';
import { legPartyPlace, messagePlace } from '../status/index.js';

type Key = Readonly<Record<string, string | number | Buffer>>;

/** A column of cipher texts. Those of routes are not among them: they go with their routes. */
export interface SealedColumn {
  table: string;
  /** Its primary key, column by column: type, and a value before all others. */
  key: Readonly<Record<string, { type: string; least: string | number | Buffer }>>;
  column: string;
  /** The blind index of the number that is sealed. */
  index?: string;
  /** Where the cipher text of a row is kept. */
  place: (key: Key) => Buffer;
  /**
   * What has the same index beside, by the rows `changed` (key, `was_index` and `new_index`): calls of
   * the phone.
   */
  follow?: string;
}

const UUID = { type: 'uuid', least: '00000000-0000-0000-0000-000000000000' };
const TEXT = { type: 'text', least: '' };
const SMALLINT = { type: 'smallint', least: -32_768 };
const BYTEA = { type: 'bytea', least: Buffer.alloc(0) };

const PARTY = { booking_id: UUID, role: TEXT, pool_id: UUID };

const CALLS_OF_BOOKING = `
  update call_session s set caller_index = changed.new_index from changed
   where s.booking_id = changed.booking_id and s.pool_id = changed.pool_id
     and s.caller_index = changed.was_index`;

const CALL_OF_LEG = `
  update call_session s set caller_index = changed.new_index from changed
   where s.session_id = changed.session_id and s.pool_id = changed.pool_id and changed.leg = 'A'
     and s.caller_index = changed.was_index`;

const text = (value: unknown): string => value as string;

/** Every cipher text but those of routes. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'booking',
    key: { id: UUID, pool_id: UUID },
    column: 'content_digest',
    place: (key) => contentPlace(text(key['pool_id']), text(key['id'])),
  },
  {
    table: 'party',
    key: PARTY,
    column: 'number_ciphertext',
    index: 'number_index',
    place: (key) => partyPlace(text(key['pool_id']), text(key['booking_id']), text(key['role'])),
    follow: CALLS_OF_BOOKING,
  },
  {
    table: 'party',
    key: PARTY,
    column: 'pin_ciphertext',
    place: (key) => pinPlace(text(key['pool_id']), text(key['booking_id']), text(key['role'])),
  },
  {
    table: 'party_alternate',
    key: { booking_id: UUID, role: TEXT, position: SMALLINT, pool_id: UUID },
    column: 'number_ciphertext',
    index: 'number_index',
    place: (key) =>
      alternatePlace(
        text(key['pool_id']),
        text(key['booking_id']),
        text(key['role']),
        key['position'] as number,
      ),
    follow: CALLS_OF_BOOKING,
  },
  {
    table: 'call_leg',
    key: { session_id: TEXT, leg: TEXT, call_id: TEXT, pool_id: UUID },
    column: 'party_ciphertext',
    index: 'party_index',
    place: (key) => legPartyPlace(text(key['session_id']), text(key['call_id'])),
    follow: CALL_OF_LEG,
  },
  {
    table: 'unreadable_message',
    key: { digest: BYTEA },
    column: 'content_ciphertext',
    place: (key) => messagePlace(key['digest'] as Buffer),
  },
  ...['secret_ciphertext', 'previous_secret_ciphertext'].map((column) => ({
    table: 'webhook_endpoint',
    key: { id: UUID },
    column,
    place: (key: Key) => secretPlace(text(key['id'])),
  })),
];
