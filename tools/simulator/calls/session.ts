import { randomUUID } from 'node:crypto';
import type { SessionLeg, SessionStatusName } from '../../../src/eightxeight/index.js';
import type { CallClock } from '../clock.js';
import type { VirtualNumber } from '../numbers/number-registry.js';
import type { Recording } from '../recordings/recordings.js';

/** One half of a call. */
export class Leg {
  readonly callId = randomUUID();
  readonly initiatedAt: Date;
  connectedAt?: Date;
  disconnectedAt?: Date;
  /** How the leg ended, in the words of a session summary. */
  callStatus: 'COMPLETED' | 'NO_ANSWER' | 'BUSY' | 'FAILED' | 'CANCELED' | 'ERROR' = 'COMPLETED';

  constructor(
    readonly callDirection: SessionLeg['callDirection'],
    /** The presented numbers, with or without `+`. */
    readonly source: string,
    readonly destination: string,
    readonly virtualNumber: VirtualNumber,
    private readonly clock: CallClock,
  ) {
    this.initiatedAt = clock.now();
  }

  connect(): void {
    this.connectedAt = this.clock.now();
  }

  disconnect(): void {
    this.disconnectedAt = this.clock.now();
  }

  /** Seconds since connecting, up to disconnecting; 0 if it never connected. */
  get callDuration(): number {
    if (!this.connectedAt) return 0;
    const until = this.disconnectedAt ?? this.clock.now();
    return (until.getTime() - this.connectedAt.getTime()) / 1000;
  }
}

/** The state of one call: its legs, its progress and its end. */
export class CallSession {
  legB?: Leg;
  /** Whether to record the two as soon as they are connected. */
  isRecorded = false;
  recording?: Recording;
  sessionStatus: SessionStatusName = 'COMPLETED';
  errorCode?: number;
  /** In upper snake case, for example `MAKE_CALL`. */
  lastAction?: string;

  constructor(
    readonly subAccountId: string,
    readonly sessionId: string,
    readonly legA: Leg,
    private readonly clock: CallClock,
  ) {}

  /** Begins leg B. */
  callOut(source: string, destination: string, virtualNumber: VirtualNumber): Leg {
    this.legB = new Leg('OUTBOUND', source, destination, virtualNumber, this.clock);
    return this.legB;
  }

  /** Completes the recording, if there is one. */
  recordingUploaded(upload: 'completed' | 'failed'): void {
    if (!this.recording) return;
    this.recording.status = upload === 'completed' ? 'UPLOAD_COMPLETED' : 'UPLOAD_FAILED';
    // 8x8 counts whole seconds.
    this.recording.durationSeconds = Math.round(this.legB?.callDuration ?? 0);
  }
}
