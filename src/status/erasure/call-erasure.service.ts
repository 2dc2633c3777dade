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

/** Calls per transaction; short enough that status messages hardly wait for it. */
const BATCH = 500;

/** A call as shown to the owner of the phone, without data about the other party. */
export interface PhoneCall extends Omit<CallResponse, 'caller' | 'callee' | 'legs'> {
  /** The phone's side of the call. */
  side: 'caller' | 'callee';
  role: string | null;
  legs: Omit<LegResponse, 'phoneNumber'>[];
  /** Null if calls are kept indefinitely. */
  keptUntil: Date | null;
}

/** Finds and erases a phone in calls. */
@Injectable()
export class CallErasureService {
  constructor(
    private readonly rows: CallErasureRepository,
    private readonly mapper: CallRecordMapper,
    private readonly settings: Settings,
  ) {}

  /**
   * Erases the number from call records; the records stay. It can fail at any point and be run
   * again: the file path of a recording is erased before the index that links the call to the
   * phone.
   * @returns the number of calls, and how many of them are still in progress
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

  /**
   * Lists the calls of the phone, newest first, each with its list position.
   * @param after position of the last call of the previous page
   */
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

  /** Whether the text is a list position of `list`. */
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
