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
  /** 8x8's state of the recording, for example `UPLOAD_COMPLETED`. */
  status: string;
  durationSeconds: number | null;
  startedAt: Date | null;
  /** Path of the file in the company's storage. */
  filePath: string | null;
  /** URL of the file, if it was looked up at 8x8. Maskline passes it on and never fetches it. */
  fileUrl: string | null;
}

/** Lists the recordings of a call; the files are in the company's own storage. */
@Injectable()
export class RecordingService {
  constructor(
    private readonly records: CallRecordRepository,
    private readonly pools: PoolService,
    private readonly voiceApi: VoiceApiClient,
  ) {}

  /**
   * Returns the recordings that 8x8 has reported (VRU). Also queries 8x8's API if nothing has been
   * reported or a recording is not in a final state.
   * @throws CallNotFoundError; EightXEightError if nothing has been reported and 8x8's API fails
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
    // A call to a number without a pool has no sub-account to query.
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

/**
 * Merges reported recordings with those that 8x8's API lists. The state with the higher rank is
 * kept, regardless of which is newer.
 */
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
