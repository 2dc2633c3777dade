import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** When a sender last got a reply from a virtual number. */
@Entity('message_reply_guard')
@Index('message_reply_guard_by_time', ['repliedAt'])
export class MessageReplyGuard {
  @PrimaryColumn('bytea', {
    name: 'person_index',
    primaryKeyConstraintName: 'message_reply_guard_pk',
  })
  personIndex!: Buffer;

  @PrimaryColumn('integer', {
    name: 'virtual_number_id',
    primaryKeyConstraintName: 'message_reply_guard_pk',
  })
  virtualNumberId!: number;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'message_reply_guard_pk' })
  poolId!: string;

  @Column('timestamptz', { name: 'replied_at' })
  repliedAt!: Date;
}
