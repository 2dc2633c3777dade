import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { TwilioParticipant } from '../participants/twilio-participant.entity.js';

/** A text of the company to a participant, by which a repeated request is recognized. */
@Entity('twilio_sent_text')
@ForeignKey(
  () => TwilioParticipant,
  ['sessionId', 'role', 'poolId'],
  ['sessionId', 'role', 'poolId'],
  { name: 'twilio_sent_text_participant_fk', onDelete: 'CASCADE' },
)
export class TwilioSentText {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'twilio_sent_text_pk' })
  sessionId!: string;

  /** Of the participant. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'twilio_sent_text_pk' })
  role!: string;

  /** Keyed digest of the text. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'twilio_sent_text_pk' })
  digest!: Buffer;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'twilio_sent_text_pk' })
  poolId!: string;

  /** The reference of the message. */
  @Column('text')
  reference!: string;

  /** When the first of the equal requests came. */
  @Column('timestamptz', { name: 'sent_at', default: () => 'now()' })
  sentAt!: Date;
}
