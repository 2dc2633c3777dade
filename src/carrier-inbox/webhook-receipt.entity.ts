import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The receipt of a message, so that a repeated delivery changes nothing. */
@Entity('webhook_receipt')
@Index('webhook_receipt_by_time', ['receivedAt'])
export class WebhookReceipt {
  /**
   * `VCS:` with the event id, session id and status, or the type and a digest of the content if 8x8
   * gives no id.
   */
  @PrimaryColumn('text', { name: 'message_key', primaryKeyConstraintName: 'webhook_receipt_pk' })
  messageKey!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'webhook_receipt_pk' })
  poolId!: string;

  @Column('timestamptz', { name: 'received_at', default: () => 'now()' })
  receivedAt!: Date;
}
