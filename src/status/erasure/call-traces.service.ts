import { Injectable } from '@nestjs/common';
import { isTimePosition } from '../../platform/rest/index.js';
import { Settings } from '../../platform/config/index.js';
import { forEachPoolBatch } from '../../platform/jobs/index.js';
import type { NumberTraces } from '../../platform/security/index.js';
import {
  type CallAnswer,
  CallRecordMapper,
  type LegAnswer,
} from '../records/call-record.mapper.js';
import { CallTracesRepository, type PathRow, type PhoneCallRow } from './call-traces.repository.js';

/** Calls of one transaction: short enough that no status waits for it. */
const BATCH = 500;

/** A call as it is told to whoever owns the phone: nothing of the other party. */
export interface PhoneCall extends Omit<CallAnswer, 'caller' | 'callee' | 'legs'> {
  /** Whose part the phone had. */
  side: 'caller' | 'callee';
  role: string | null;
  legs: Omit<LegAnswer, 'phoneNumber'>[];
  /** Null: for good. */
  keptUntil: Date | null;
}

/** What calls know of a phone. */
@Injectable()
export class CallTracesService {
  constructor(
    private readonly traces: CallTracesRepository,
    private readonly mapper: CallRecordMapper,
    private readonly settings: Settings,
  ) {}

  /**
   * Takes the number out of the records of calls, which stay. It may die anywhere, and is done by doing
   * it again: the path of a recording goes before what says whose call it was.
   * @returns how many calls, and how many of them 8x8 has still to report of
   */
  async erase(traces: NumberTraces): Promise<{ calls: number; callsUnderWay: number }> {
    const found = await this.traces.find(traces);
    let callsUnderWay = 0;
    await forEachPoolBatch(found, BATCH, async (poolId, batch) => {
      const ids = batch.map(({ session_id: id }) => id);
      await this.erasePaths(await this.traces.findPaths(traces, ids), traces, 'any');
      callsUnderWay += await this.traces.erase(poolId, ids, traces);
    });
    await this.erasePaths(await this.traces.findPaths(traces), traces, 'international');
    return { calls: found.length, callsUnderWay };
  }

  /** Newest first, each with its place in the list. @param after the place of the last one shown */
  async list(
    traces: NumberTraces,
    after: string | undefined,
    limit: number,
  ): Promise<{ position: string; call: PhoneCall }[]> {
    const [time, ...rest] = after?.split('|') ?? [];
    const before = time === undefined ? undefined : { time, sessionId: rest.join('|') };
    const { calls: keptDays } = this.settings.retentionDays;
    const rows = await this.traces.list(traces, before, limit, keptDays);
    return rows.map((row) => ({
      position: `${row.created_at_text}|${row.session_id}`,
      call: ownPart(this.mapper.toAnswer(row.call), row),
    }));
  }

  /** Whether it is the place of a call in `list`. */
  isPosition(text: string): boolean {
    return isTimePosition(/./s)(text);
  }

  private async erasePaths(
    paths: readonly PathRow[],
    { written }: NumberTraces,
    form: 'any' | 'international',
  ): Promise<void> {
    for (const path of paths) {
      if (written.erasedFrom(path.file_path, form) === path.file_path) continue;
      await this.traces.erasePath(path);
    }
  }
}

function ownPart(
  { caller, callee, legs, ...call }: CallAnswer,
  { legs: own, call_ids: callIds, kept_until: keptUntil }: PhoneCallRow,
): PhoneCall {
  const isCaller = own.includes('A');
  return {
    ...call,
    side: isCaller ? 'caller' : 'callee',
    role: isCaller ? caller.role : callee.role,
    legs: legs
      .filter(({ callId }) => callIds.includes(callId))
      .map(({ phoneNumber: _number, ...leg }) => leg),
    keptUntil,
  };
}
