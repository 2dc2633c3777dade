import { Injectable } from '@nestjs/common';
import { EightXEightNotFoundError, VoiceApiClient } from '../eightxeight/index.js';
import { PoolService } from '../pool/index.js';
import type { Access } from '../security/index.js';
import { CallNotFoundError } from './call-record.service.js';
import { CallRecordRepository } from './call-record.repository.js';

export interface RecordingAnswer {
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
   * What 8x8 has reported (VRU); if it has not, what it says when it is asked.
   * @throws CallNotFoundError, EightXEightError
   */
  async ofSession(sessionId: string, access: Access): Promise<RecordingAnswer[]> {
    const call = await this.records.findSession(sessionId, access.poolIds);
    if (!call) throw new CallNotFoundError();
    if (call.recordings.length > 0) {
      return call.recordings.map((recording) => ({ ...recording, startedAt: null, fileUrl: null }));
    }
    // Calls to numbers that no pool has are nobody's to ask for.
    return call.pool_name === null ? [] : this.askFor(sessionId, call.pool_id, access);
  }

  private async askFor(
    sessionId: string,
    poolId: string,
    access: Access,
  ): Promise<RecordingAnswer[]> {
    const { subAccountId } = await this.pools.find(poolId, access);
    try {
      const recordings = await this.voiceApi.listRecordings(subAccountId, sessionId);
      return recordings.map(
        ({ recordingId, status, duration, startRecordingTime, externalFileUrl }) => ({
          recordingId,
          status: status ?? 'UNKNOWN',
          durationSeconds: duration ?? null,
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
