import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { ApiKey } from '../api-keys/api-key.entity.js';

/** A session of an operator in the console. It grants what its key grants, as long as the key is valid. */
@Entity('console_session')
@Unique('console_session_token_hash_unique', ['tokenHash'])
@Check('console_session_token_hash_check', 'octet_length(token_hash) = 32')
@Check('console_session_credential_check', '(key_id is null) <> (bootstrap_mac is null)')
@Index('console_session_by_expiry', ['expiresAt'])
export class ConsoleSession {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'console_session_pk' })
  id!: string;

  /** SHA-256 of the token in the cookie. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  /** Null: the bootstrap key. */
  @Column('uuid', { name: 'key_id', nullable: true })
  @ForeignKey(() => ApiKey, { name: 'console_session_key_fk' })
  keyId!: string | null;

  /** HMAC of the bootstrap key under the token, so that the session ends when that key changes. */
  @Column('bytea', { name: 'bootstrap_mac', nullable: true })
  bootstrapMac!: Buffer | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  /** Accurate to the minute; null: not used yet. */
  @Column('timestamptz', { name: 'last_seen_at', nullable: true })
  lastSeenAt!: Date | null;

  /** When the operator signed out, or somebody revoked the session. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}
