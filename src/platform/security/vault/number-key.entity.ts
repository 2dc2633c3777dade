import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { NumberKeyState } from './number-key-state.js';

/**
 * The keys of the ring that this database knows, with their rotation states; never the keys
 * themselves.
 */
@Entity('number_key')
@Unique('number_key_generation_unique', ['generation'])
@Check(
  'number_key_state_check',
  "state in ('known', 'filling', 'complete', 'retiring', 'retired') and (state = 'known') = (generation is null)",
)
export class NumberKey {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'number_key_pk' })
  id!: number;

  /** Detects a ring that contains another key under this id. */
  @Column('bytea', { name: 'check_value' })
  checkValue!: Buffer;

  @Column('text', { default: 'known' })
  state!: NumberKeyState;

  /** Increases with each key that comes into use; a rotation leads to a later generation. */
  @Column('integer', { nullable: true })
  generation!: number | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
