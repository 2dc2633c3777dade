import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { EncryptedText } from '../../platform/security/index.js';
import { Pool } from '../../pool/index.js';

/** What happens to a call of a party if the hook gives no valid answer in time. */
export const ON_FAILURES = ['connect', 'refuse'] as const;
export type OnFailure = (typeof ON_FAILURES)[number];

/** How questions and answers are written. A module manages the hooks of its own format. */
export type HookFormatName = 'standard' | 'twilio-proxy';

/** A URL of the company that a pool asks before it connects a call. The table is small. */
@Entity('decision_hook')
@Check('decision_hook_format_check', `format in ('standard', 'twilio-proxy')`)
@Check('decision_hook_on_failure_check', `on_failure in ('connect', 'refuse')`)
export class DecisionHook {
  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'decision_hook_pk' })
  @ForeignKey(() => Pool, { name: 'decision_hook_pool_fk', onDelete: 'CASCADE' })
  poolId!: string;

  @Column('text')
  url!: string;

  @Column('text', { name: 'on_failure' })
  onFailure!: OnFailure;

  @Column('text', { default: 'standard' })
  format!: HookFormatName;

  /** Whether the hook is also asked about callers without a booking, and may connect them. */
  @Column('boolean', { name: 'unknown_callers', default: false })
  unknownCallers!: boolean;

  @Column('bytea', { name: 'secret_ciphertext' })
  secretCiphertext!: Buffer;

  /** The secret from before the last rotation. */
  @Column('bytea', { name: 'previous_secret_ciphertext', nullable: true })
  previousSecretCiphertext!: Buffer | null;

  /** Until this time questions are also signed with the previous secret. */
  @Column('timestamptz', { name: 'previous_secret_until', nullable: true })
  previousSecretUntil!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}

/** Encrypts the current and the previous secret of a decision hook. */
export const HOOK_SECRET = new EncryptedText<{ poolId: string }>(
  'decision-hook-secret',
  ({ poolId }) => [poolId],
);
