import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** Whether a person wants texts from a virtual number, beyond any booking. */
@Entity('opt_out')
@Unique('opt_out_person_unique', ['personIndex', 'virtualNumberId', 'poolId'])
export class OptOut {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'opt_out_pk' })
  id!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'opt_out_pk' })
  poolId!: string;

  @Column('integer', { name: 'virtual_number_id' })
  virtualNumberId!: number;

  @Column('bytea', { name: 'person_index' })
  personIndex!: Buffer;

  @Column('bytea', { name: 'person_ciphertext' })
  personCiphertext!: Buffer;

  /** False: the person has opted in again. */
  @Column('boolean', { name: 'is_active' })
  isActive!: boolean;

  /** `is_active` before the last change. */
  @Column('boolean', { name: 'was_active', default: false })
  wasActive!: boolean;

  /** When the person texted the keyword, so that a late keyword does not undo a later one. */
  @Column('timestamptz', { name: 'asked_at' })
  askedAt!: Date;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
