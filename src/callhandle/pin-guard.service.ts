import { Injectable } from '@nestjs/common';
import { PostgresPool, type PreparedStatement } from '../database/index.js';
import type { NumberTraces } from '../security/index.js';

/** In the order in which a PIN that is judged holds them: the pool's after those of its numbers. $1 indexes */
const DELETE_GUARDS: PreparedStatement = {
  name: 'delete-pin-guards-of-phone',
  text: `
  with held as materialized (
    select ctid from pin_guard where caller_index = any($1::bytea[])
     order by virtual_number_id desc
       for update
  )
  delete from pin_guard
   where ctid = any(array(select ctid from held)) and caller_index = any($1)`,
};

/** Counts of wrong PINs. */
@Injectable()
export class PinGuardService {
  constructor(private readonly database: PostgresPool) {}

  /** Forgets that a phone has entered wrong ones. */
  async erase({ indexes }: NumberTraces): Promise<void> {
    await this.database.run(DELETE_GUARDS, [indexes]);
  }
}
