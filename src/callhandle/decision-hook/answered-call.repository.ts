import { Injectable } from '@nestjs/common';
import { Coalescer, HotPathPool, runIsolated } from '../../platform/database/index.js';
import { NumberVault } from '../../platform/security/index.js';
import type { CallInput, DecidedCall } from '../decision/call-decision.repository.js';
import { RECORD_ANSWERED } from './answered-call.sql.js';
import type { HookVerdict } from './asking/decision-hooks.service.js';

/** The decision on a call about which the hook was asked. */
export type AnsweredCall = Omit<DecidedCall, 'awaits_hook' | 'has_subscriptions'> & {
  /** The caller of the route that the hook named, whose place the caller takes; null without one. */
  target_caller_index: Buffer | null;
  /** Whether this recorded the decision; false if there was one already. */
  is_recorded: boolean;
};

interface Answered {
  input: CallInput;
  asked: Pick<DecidedCall, 'reason' | 'booking_id'>;
  verdict: HookVerdict;
}

/** Concurrent statements of this process, and calls per statement. */
const LIMITS = { inFlight: 2, batch: 64 };

/** Records the decisions on calls about which a hook was asked. Concurrent ones share a statement. */
@Injectable()
export class AnsweredCallRepository {
  private readonly records = new Coalescer(
    (calls: Answered[]) =>
      runIsolated(calls, (batch) =>
        this.hotPath.run<AnsweredCall>(
          RECORD_ANSWERED({ calls: batch.map(rowOf(this.vault)), keyId: this.vault.currentKeyId }),
        ),
      ),
    LIMITS,
  );

  constructor(
    private readonly hotPath: HotPathPool,
    private readonly vault: NumberVault,
  ) {}

  /** A statement cannot write a row twice: record one message of a session at a time. */
  record(call: Answered): Promise<AnsweredCall> {
    return this.records.add(call);
  }
}

const rowOf =
  (vault: NumberVault) =>
  ({ input, asked, verdict }: Answered) => {
    const target = verdict.kind === 'connect' ? verdict.target : undefined;
    const party = target?.phone === undefined ? target : undefined;
    const phone = target?.phone;
    return {
      ...input,
      askedReason: asked.reason,
      askedBookingId: asked.booking_id,
      answer: verdict.kind,
      targetBookingId: party?.bookingId,
      targetRole: party?.calleeRole,
      targetIndex: phone && vault.indexOf(phone),
      targetCountry: phone?.country,
      targetKind: phone?.kind,
    };
  };
