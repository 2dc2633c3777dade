import { Injectable } from '@nestjs/common';
import { isTimePosition } from '../../platform/rest/index.js';
import { Settings } from '../../platform/config/index.js';
import { forEachPoolBatch } from '../../platform/jobs/index.js';
import type { ErasureSubject } from '../../platform/security/index.js';
import {
  type CallResponse,
  CallRecordMapper,
  type LegResponse,
} from '../records/call-record.mapper.js';
import {
  CallErasureRepository,
  type PathRow,
  type PhoneCallRow,
} from './call-erasure.repository.js';

/** Calls of one transaction: short enough that no status waits for it. */
const BATCH = 500;

/** A call as it is told to whoever owns the phone: nothing of the other party. */
export interface PhoneCall extends Omit<CallResponse, 'caller' | 'callee' | 'legs'> {
  /** Whose part the phone had. */
  side: 'caller' | 'callee';
  role: string | null;
  legs: Omit<LegResponse, 'phoneNumber'>[];
  /** Null: for good. */
  keptUntil: Date | null;
}

/** What calls know of a phone. */
@Injectable()
export class CallErasureService {
  constructor(
    private readonly rows: CallErasureRepository,
    private readonly mapper: CallRecordMapper,
    private readonly settings: Settings,
  ) {}

  /**
   * Takes the number out of the records of calls, which stay. It may die anywhere, and is done by doing
   * it again: the path of a recording goes before what says whose call it was.
   * @returns how many calls, and how many of them 8x8 has still to report of
   */
  async erase(subject: ErasureSubject): Promise<{ calls: number; callsUnderWay: number }> {
    const found = await this.rows.find(subject);
    let callsUnderWay = 0;
    await forEachPoolBatch(found, BATCH, async (poolId, batch) => {
      const ids = batch.map(({ session_id: id }) => id);
      await this.erasePaths(await this.rows.findPaths(subject, ids), subject, 'any');
      callsUnderWay += await this.rows.erase(poolId, ids, subject);
    });
    await this.erasePaths(await this.rows.findPaths(subject), subject, 'international');
    return { calls: found.length, callsUnderWay };
  }

  /** Newest first, each with its place in the list. @param after the place of the last one shown */
  async list(
    subject: ErasureSubject,
    after: string | undefined,
    limit: number,
  ): Promise<{ position: string; call: PhoneCall }[]> {
    const [time, ...rest] = after?.split('|') ?? [];
    const before = time === undefined ? undefined : { time, sessionId: rest.join('|') };
    const { calls: keptDays } = this.settings.retentionDays;
    const rows = await this.rows.list(subject, before, limit, keptDays);
    return rows.map((row) => ({
      position: `${row.created_at_text}|${row.session_id}`,
      call: ownPart(this.mapper.toResponse(row.call), row),
    }));
  }

  /** Whether it is the place of a call in `list`. */
  isPosition(text: string): boolean {
    return isTimePosition(/./s)(text);
  }

  private async erasePaths(
    paths: readonly PathRow[],
    { written }: ErasureSubject,
    form: 'any' | 'international',
  ): Promise<void> {
    for (const path of paths) {
      if (written.erasedFrom(path.file_path, form) === path.file_path) continue;
      await this.rows.erasePath(path);
    }
  }
}

function ownPart(
  { caller, callee, legs, ...call }: CallResponse,
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
