import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A text that 8x8 has yet to erase. */
@Entity('carrier_erasure')
@Index('carrier_erasure_due', ['dueAt'])
export class CarrierErasure {
  /** 8x8's id of the text. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'carrier_erasure_pk' })
  umid!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'carrier_erasure_pk' })
  poolId!: string;

  @Column('text', { name: 'sub_account_id' })
  subAccountId!: string;

  /** Not requested before this time. */
  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt!: Date;

  @Column('smallint', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
