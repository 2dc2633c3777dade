import { Injectable } from '@nestjs/common';
import { type BookingUse, IdleEndService } from '../../booking/index.js';
import { Coalescer, PostgresPool, runIsolated } from '../../platform/database/index.js';
import { REINDEX_OPT_OUTS } from '../opt-outs/opt-out.sql.js';
import {
  DECIDE_TEXTS,
  DECIDE_USUAL_TEXTS,
  DECIDE_USUAL_TEXTS_WITH_EVENTS,
} from './decide-texts.sql.js';
import type { TextRefusal } from './text-reasons.js';

/** A text to be decided; its properties match the columns of `DECIDE_TEXTS`. */
export interface NewText {
  id: string;
  umid: string;
  subAccountId: string | undefined;
  msisdn: string | undefined;
  callerIndex: Buffer | undefined;
  personCiphertext: Buffer | undefined;
  word: string | undefined;
  textCiphertext: Buffer;
  length: number;
  carrierAt: Date | undefined;
  price: number | undefined;
  currency: string | undefined;
  isAsked: boolean;
  hookReply: string | undefined;
}

export interface DecidedText {
  position: number;
  /** The nil UUID if the number is in no pool. */
  pool_id: string;
  booking_id: string | null;
  virtual_number_id: number | null;
  virtual_number: string | null;
  reason: TextRefusal | 'callable';
  /** False for a repeated message. */
  is_new: boolean;
  /** What the pool replies to the sender. */
  reply: string | null;
  used_at: Date | null;
  /** Nothing is recorded yet: ask the hook, and decide again. */
  awaits_hook: boolean;
  has_subscriptions: boolean;
}

/** Concurrent statements of this process, and texts per statement, as for statuses of calls. */
const LIMITS = { inFlight: 2, batch: 64, gather: 32 };

/**
 * Decides and stores texts. Those that wait at the same time share a statement. As for calls, a
 * small statement decides the usual texts; those for which it returns nothing get the full one.
 */
@Injectable()
export class TextIntakeRepository {
  private readonly usual = new Coalescer(
    (texts: NewText[]) => runIsolated(texts, (batch) => this.decideUsual(batch)),
    LIMITS,
  );
  private readonly others = new Coalescer(
    (texts: NewText[]) => runIsolated(texts, (batch) => this.decideAny(batch)),
    LIMITS,
  );
  /**
   * Whether anybody subscribed to events when a text was last decided. It only chooses the statement
   * that is likely to succeed: each statement checks it.
   */
  private hasSubscriptions = false;

  constructor(
    private readonly database: PostgresPool,
    private readonly idleEnds: IdleEndService,
  ) {}

  /** Decides and stores a text; it is committed when this returns. */
  async decide(text: NewText): Promise<DecidedText> {
    return (await this.usual.add(text)) ?? this.others.add(text);
  }

  /** Makes the opt-outs of a person visible to `decide` during a key rotation. */
  async reindexOptOuts(indexes: Buffer[]): Promise<void> {
    await this.database.run(REINDEX_OPT_OUTS({ indexes, index: indexes[0]! }));
  }

  /** Returns the decision for each text, undefined for those that are not usual. */
  private async decideUsual(texts: NewText[]): Promise<(DecidedText | undefined)[]> {
    const decide = this.hasSubscriptions ? DECIDE_USUAL_TEXTS_WITH_EVENTS : DECIDE_USUAL_TEXTS;
    return this.finish(texts, await this.database.run<DecidedText>(decide({ texts })));
  }

  private async decideAny(texts: NewText[]): Promise<DecidedText[]> {
    const rows = await this.database.run<DecidedText>(DECIDE_TEXTS({ texts }));
    return (await this.finish(texts, rows)).map((row) => {
      if (!row) throw new Error('a text has no decision');
      return row;
    });
  }

  /** Moves the ends of the texts' bookings. @returns the rows in the order of the texts */
  private async finish(
    texts: NewText[],
    rows: DecidedText[],
  ): Promise<(DecidedText | undefined)[]> {
    const uses = rows.flatMap((row): BookingUse[] =>
      row.used_at && row.booking_id
        ? [{ poolId: row.pool_id, bookingId: row.booking_id, usedAt: row.used_at }]
        : [],
    );
    if (uses.length > 0) await this.idleEnds.moveEnds(uses);
    const ordered = texts.map((): DecidedText | undefined => undefined);
    for (const row of rows) ordered[row.position] = row;
    this.hasSubscriptions = rows.at(-1)?.has_subscriptions ?? this.hasSubscriptions;
    return ordered;
  }
}
