import { Injectable, type OnModuleInit } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { PostgresPool } from '../../platform/database/index.js';
import { type MissedCall, MissedCalls } from '../../status/index.js';
import { ForwardingService } from '../forwarding/forwarding.service.js';
import { ADD_MISSED_CALL_TEXTS } from './missed-call.sql.js';

/** Texts the callees of missed calls, if their pool wants it. */
@Injectable()
export class MissedCallService implements OnModuleInit {
  constructor(
    private readonly database: PostgresPool,
    private readonly missedCalls: MissedCalls,
    private readonly forwarding: ForwardingService,
  ) {}

  onModuleInit(): void {
    this.missedCalls.handleBy((calls) => this.add(calls));
  }

  /** Stores the texts to be sent. Repeating it adds none. */
  private async add(missed: readonly MissedCall[]): Promise<void> {
    const calls = missed.map((call) => ({ ...call, messageId: uuidv7() }));
    const added = await this.database.run(ADD_MISSED_CALL_TEXTS({ calls }));
    if (added.length > 0) this.forwarding.wake();
  }
}
