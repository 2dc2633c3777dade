import { Injectable } from '@nestjs/common';
import {
  EightXEightError,
  EightXEightNotFoundError,
  readSeconds,
  readStatus,
  VoiceApiClient,
} from '../../eightxeight/index.js';
import { PoolService } from '../../pool/index.js';
import type { Principal } from '../../platform/security/index.js';
import { CallNotFoundError } from './call-record.errors.js';
import { toSessionId } from './call-record.service.js';
import { CallRecordRepository } from './call-record.repository.js';
import { isFinalRecording, laterRecordingState } from '../ingest/ranks.js';

export interface RecordingResponse {
  recordingId: string;
  /** 8x8's word, for example `UPLOAD_COMPLETED`. */
  status: string;
  durationSeconds: number | null;
  startedAt: Date | null;
  /** Where 8x8 put it, within the company's store. */
  filePath: string | null;
  /** Its address there, if 8x8 was asked. It is passed on, never fetched. */
  fileUrl: string | null;
}

/** The recordings of a call, which are in the company's own store. */
@Injectable()
export class RecordingService {
  constructor(
    private readonly records: CallRecordRepository,
    private readonly pools: PoolService,
    private readonly voiceApi: VoiceApiClient,
  ) {}

  /**
   * What 8x8 has reported (VRU). As long as a recording is not where it belongs, and if there is no
   * report, 8x8 is asked, too.
   * @throws CallNotFoundError, EightXEightError if nothing has been reported and 8x8 does not answer
   */
  async ofSession(id: string, principal: Principal): Promise<RecordingResponse[]> {
    const sessionId = toSessionId(id);
    const call = await this.records.findSession(sessionId, principal.poolIds);
    if (!call) throw new CallNotFoundError();
    const reported = call.recordings.map((recording) => ({
      ...recording,
      startedAt: null,
      fileUrl: null,
    }));
    const isFinal = reported.length > 0 && reported.every(({ status }) => isFinalRecording(status));
    // Calls to numbers that no pool has are nobody's to ask for.
    if (isFinal || call.pool_name === null) return reported;
    try {
      return merged(reported, await this.askFor(sessionId, call.pool_id, principal));
    } catch (error) {
      if (reported.length > 0 && error instanceof EightXEightError) return reported;
      throw error;
    }
  }

  private async askFor(
    sessionId: string,
    poolId: string,
    principal: Principal,
  ): Promise<RecordingResponse[]> {
    const { subAccountId } = await this.pools.find(poolId, principal);
    try {
      const recordings = await this.voiceApi.listRecordings(subAccountId, sessionId);
      return recordings.map(
        ({ recordingId, status, duration, startRecordingTime, externalFileUrl }) => ({
          recordingId,
          status: readStatus(status),
          durationSeconds: readSeconds(duration) ?? null,
          startedAt: startRecordingTime ?? null,
          filePath: null,
          fileUrl: externalFileUrl ?? null,
        }),
      );
    } catch (error) {
      if (error instanceof EightXEightNotFoundError) return [];
      throw error;
    }
  }
}

/** Merges what was reported with what 8x8 says now, by the rank of the state, whichever is newer. */
function merged(
  reported: readonly RecordingResponse[],
  asked: readonly RecordingResponse[],
): RecordingResponse[] {
  const answered = new Map(asked.map((recording) => [recording.recordingId, recording]));
  const known = reported.map((recording) => {
    const now = answered.get(recording.recordingId);
    if (!now) return recording;
    answered.delete(recording.recordingId);
    return {
      ...recording,
      status: laterRecordingState(recording.status, now.status),
      durationSeconds: recording.durationSeconds ?? now.durationSeconds,
      startedAt: now.startedAt,
      fileUrl: now.fileUrl,
    };
  });
  return [...known, ...answered.values()];
}
