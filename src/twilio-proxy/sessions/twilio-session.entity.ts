import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Pool } from '../../pool/index.js';

export const SESSION_MODES = ['message-only', 'voice-only', 'voice-and-message'] as const;
export type SessionMode = (typeof SESSION_MODES)[number];

/**
 * What Twilio's API stores about a session. Its participants are the parties of a booking, which
 * is found by its reference and exists as long as the session has participants.
 */
@Entity('twilio_session')
@Unique('twilio_session_name_unique', ['uniqueName', 'poolId'])
@Check('twilio_session_mode_check', `mode in ('message-only', 'voice-only', 'voice-and-message')`)
@Check('twilio_session_ttl_check', 'ttl >= 0')
export class TwilioSession {
  /** UUID version 7. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'twilio_session_pk' })
  id!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'twilio_session_pk' })
  @ForeignKey(() => Pool, { name: 'twilio_session_pool_fk' })
  poolId!: string;

  @Column('text', { name: 'unique_name', nullable: true })
  uniqueName!: string | null;

  /** How often all participants were removed. Each time the next one gets a new booking. */
  @Column('integer', { default: 0 })
  generation!: number;

  @Column('text')
  mode!: SessionMode;

  /** Seconds from the last interaction to the end; 0: none. */
  @Column('integer')
  ttl!: number;

  /** Takes precedence over `ttl`. */
  @Column('timestamptz', { name: 'date_expiry', nullable: true })
  dateExpiry!: Date | null;

  /** When it was closed by a client. As long as it has a booking, the status of that counts. */
  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column('timestamptz', { name: 'reopened_at', nullable: true })
  reopenedAt!: Date | null;

  /** SIDs of interactions that a client deleted here. The call records stay. */
  @Column('text', { name: 'deleted_interactions', array: true, default: () => `'{}'` })
  deletedInteractions!: string[];

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
