import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { TwilioSession } from '../sessions/twilio-session.entity.js';

/** What Twilio's API stores about a participant beyond the party of its booking. */
@Entity('twilio_participant')
@ForeignKey(() => TwilioSession, ['sessionId', 'poolId'], ['id', 'poolId'], {
  name: 'twilio_participant_session_fk',
  onDelete: 'CASCADE',
})
export class TwilioParticipant {
  @PrimaryColumn('uuid', {
    name: 'session_id',
    primaryKeyConstraintName: 'twilio_participant_pk',
  })
  sessionId!: string;

  /** The role of its party, which contains the participant's SID. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'twilio_participant_pk' })
  role!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'twilio_participant_pk' })
  poolId!: string;

  @Column('text', { name: 'friendly_name', nullable: true })
  friendlyName!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
