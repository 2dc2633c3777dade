import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { Scope } from '../auth/scopes.js';

/** A key of the admin API, stored only as a hash. */
@Entity('api_key')
@Unique('api_key_secret_hash_unique', ['secretHash'])
@Check('api_key_secret_hash_check', 'octet_length(secret_hash) = 32')
@Check('api_key_scopes_check', 'cardinality(scopes) > 0')
@Check('api_key_pools_check', 'cardinality(pool_ids) > 0')
@Check('api_key_rate_check', 'rate_limit_per_minute > 0')
export class ApiKey {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'api_key_pk' })
  id!: string;

  @Column('text')
  name!: string;

  /** The beginning of the key, which may be shown. */
  @Column('text')
  prefix!: string;

  /** SHA-256 of the key. */
  @Column('bytea', { name: 'secret_hash' })
  secretHash!: Buffer;

  @Column('text', { array: true })
  scopes!: Scope[];

  /** The pools that it is restricted to; null: all pools. */
  @Column('uuid', { name: 'pool_ids', array: true, nullable: true })
  poolIds!: string[] | null;

  /** Null: the default from the settings. */
  @Column('integer', { name: 'rate_limit_per_minute', nullable: true })
  rateLimitPerMinute!: number | null;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  /** Accurate to the minute. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  /** The key that replaced it in a rotation. */
  @Column('uuid', { name: 'successor_id', nullable: true })
  @ForeignKey(() => ApiKey, { name: 'api_key_successor_fk' })
  successorId!: string | null;

  /** The id of the key that created it, or `bootstrap`. */
  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
