import { randomUUID } from 'node:crypto';
import type { RecordingPushConfig } from './recording-push-config.js';

/** The statuses in 8x8's guide "Call Recordings"; `UNKNOWN` is not simulated. */
export type RecordingStatus =
  'PROCESSING' | 'UPLOAD_COMPLETED' | 'UPLOAD_FAILED' | 'CALLBACK_COMPLETED' | 'CALLBACK_FAILED';

/** The recording of one session, while both people are connected. */
export interface Recording {
  readonly recordingId: string;
  readonly sessionId: string;
  readonly startedAt: Date;
  /** Path within the push configuration's directory. */
  readonly filePath: string;
  status: RecordingStatus;
  /** 0 until it is complete. */
  durationSeconds: number;
}

const MAX_RECORDINGS = 1000;

/** The recordings of the simulated sub-account, and their push configuration. */
export class Recordings {
  pushConfig?: RecordingPushConfig;
  private readonly all: Recording[] = [];

  start(sessionId: string, startedAt: Date): Recording {
    const recordingId = randomUUID();
    const time = startedAt.toISOString();
    const directory = this.pushConfig?.path.replaceAll(/^\/+|\/+$/g, '') || 'recordings';
    const recording: Recording = {
      recordingId,
      sessionId,
      startedAt,
      filePath: `${directory}/${time.slice(0, 10)}/${sessionId}/${recordingId}_${time}.mp3`,
      status: 'PROCESSING',
      durationSeconds: 0,
    };
    this.all.push(recording);
    if (this.all.length > MAX_RECORDINGS) this.all.shift();
    return recording;
  }

  ofSession(sessionId: string): Recording[] {
    return this.all.filter((recording) => recording.sessionId === sessionId);
  }
}
