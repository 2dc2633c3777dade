import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { ErasureSubject } from '../../platform/security/index.js';
import { DELETE_GUARDS } from './pin-guard.sql.js';

/** Erases counts of wrong PINs. */
@Injectable()
export class PinGuardService {
  constructor(private readonly database: PostgresPool) {}

  /** Deletes the failure counts of a phone. */
  async erase({ indexes }: ErasureSubject): Promise<void> {
    await this.database.run(DELETE_GUARDS({ indexes }));
  }
}
