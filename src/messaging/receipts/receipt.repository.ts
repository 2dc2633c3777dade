import { Injectable } from '@nestjs/common';
import { Coalescer, PostgresPool, runIsolated } from '../../platform/database/index.js';
import { TAKE_RECEIPTS } from './take-receipts.sql.js';

/** A receipt; its properties match the columns of `TAKE_RECEIPTS`. */
export interface NewReceipt {
  messageId: string;
  subAccountId: string | undefined;
  umid: string;
  state: string;
  detail: string | undefined;
  rank: number;
  isTaken: boolean;
  at: Date | undefined;
  errorCode: number | undefined;
  price: number | undefined;
  currency: string | undefined;
  hasSource: boolean;
  sourceNumber: string | undefined;
  country: string | undefined;
}

/** Concurrent statements of this process, and receipts per statement, as for statuses of calls. */
const LIMITS = { inFlight: 2, batch: 64, gather: 32 };

/** Stores receipts. Those that wait at the same time are written as a batch. */
@Injectable()
export class ReceiptRepository {
  private readonly receipts = new Coalescer(
    (receipts: NewReceipt[]) => runIsolated(receipts, (batch) => this.takeMany(batch)),
    LIMITS,
  );

  constructor(private readonly database: PostgresPool) {}

  /** Stores a receipt. @returns whether its text is known */
  take(receipt: NewReceipt): Promise<boolean> {
    return this.receipts.add(receipt);
  }

  private async takeMany(receipts: NewReceipt[]): Promise<boolean[]> {
    const rows = await this.database.run<{ position: number }>(TAKE_RECEIPTS({ receipts }));
    const known = new Set(rows.map(({ position }) => position));
    return receipts.map((_, at) => known.has(at));
  }
}
