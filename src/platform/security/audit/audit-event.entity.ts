import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

export const AUDIT_OUTCOMES = ['done', 'refused', 'failed'] as const;
/** `failed`: the outcome is unknown because of an internal failure. */
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** An action or attempted action through the admin API. Rows are only inserted, never updated. */
@Entity('audit_event')
@Index('audit_event_by_action', ['action', 'occurredAt', 'id'])
@Index('audit_event_by_key', ['keyId', 'occurredAt', 'id'], { where: 'key_id is not null' })
@Index('audit_event_by_actor', ['actor', 'occurredAt', 'id'], { where: 'key_id is null' })
@Index('audit_event_by_time', ['occurredAt', 'id'])
@Check('audit_event_outcome_check', `outcome in ('done', 'refused', 'failed')`)
export class AuditEvent {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'audit_event_pk',
  })
  id!: string;

  @Column('timestamptz', { name: 'occurred_at', default: () => 'now()' })
  occurredAt!: Date;

  /** Null: the bootstrap key from the settings, or Maskline itself. */
  @Column('uuid', { name: 'key_id', nullable: true })
  keyId!: string | null;

  /** `mk_live_a1B2`, `bootstrap` or `system`. */
  @Column('text')
  actor!: string;

  @Column('text')
  action!: string;

  @Column('text', { name: 'object_type' })
  objectType!: string;

  @Column('text', { name: 'object_id', nullable: true })
  objectId!: string | null;

  @Column('text')
  outcome!: AuditOutcome;

  /** Error code, unless the outcome is `done`. */
  @Column('text', { nullable: true })
  code!: string | null;

  @Column('inet', { nullable: true })
  ip!: string | null;

  @Column('jsonb')
  details!: Record<string, unknown>;
}
