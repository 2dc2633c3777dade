import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Which keys of the ring have been used here; never the keys themselves. */
@Entity('number_key')
@Index('number_key_one_index_key', ['isIndexKey'], { unique: true, where: 'is_index_key' })
export class NumberKey {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'number_key_pk' })
  id!: number;

  /** Tells whether the ring of this process holds the same key under this id. */
  @Column('bytea', { name: 'check_value' })
  checkValue!: Buffer;

  /** The key that every blind index in the database is made with. */
  @Column('boolean', { name: 'is_index_key', default: false })
  isIndexKey!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
