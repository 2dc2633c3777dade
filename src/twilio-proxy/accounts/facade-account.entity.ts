import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { EncryptedText, type Scope } from '../../platform/security/index.js';

/** The credentials of a program that speaks Twilio Proxy's API. */
@Entity('facade_account')
@Unique('facade_account_secret_hash_unique', ['secretHash'])
@Check('facade_account_secret_hash_check', 'octet_length(secret_hash) = 32')
@Check('facade_account_scopes_check', 'cardinality(scopes) > 0')
export class FacadeAccount {
  /** The account SID contains it. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'facade_account_pk' })
  id!: string;

  @Column('text')
  name!: string;

  /** The auth token. Callbacks are signed with it, so a hash does not suffice. */
  @Column('bytea', { name: 'token_ciphertext' })
  tokenCiphertext!: Buffer;

  /** SHA-256 of the account SID and the auth token, for authentication. */
  @Column('bytea', { name: 'secret_hash' })
  secretHash!: Buffer;

  @Column('text', { array: true })
  scopes!: Scope[];

  /** The pools that it is restricted to, its services; null: all pools. */
  @Column('uuid', { name: 'pool_ids', array: true, nullable: true })
  poolIds!: string[] | null;

  /** 8x8's sub-account of the services that it creates; null: it cannot create services. */
  @Column('text', { name: 'sub_account_id', nullable: true })
  subAccountId!: string | null;

  /** 8x8's sub-account for the texts of these services; null: they have no texts. */
  @Column('text', { name: 'sms_sub_account_id', nullable: true })
  smsSubAccountId!: string | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  /** Accurate to the minute. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  /** The id of the key that created it, or `bootstrap`. */
  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

export const FACADE_TOKEN = new EncryptedText<{ accountId: string }>(
  'facade-token',
  ({ accountId }) => [accountId],
);
