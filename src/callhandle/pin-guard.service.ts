import { Injectable } from '@nestjs/common';
import { PostgresPool, type PreparedStatement } from '../database/index.js';
import type { NumberTraces } from '../security/index.js';

/** $1 indexes */
const DELETE_GUARDS: PreparedStatement = {
  name: 'delete-pin-guards-of-phone',
  text: 'delete from pin_guard where caller_index = any($1::bytea[])',
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
