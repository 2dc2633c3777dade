import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiKeyGuard, RequiredScope } from '../../platform/security/index.js';
import type { Integer } from '../../platform/values/index.js';
import { RecentDurations } from './recent-durations.js';

export interface CallHandleLatency {
  /** Call handles of the last five minutes. */
  calls: Integer;
  /** Milliseconds within which half of them had their response; null if there were none. */
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

@Controller('v1/stats')
@UseGuards(ApiKeyGuard)
export class LatencyController {
  constructor(private readonly durations: RecentDurations) {}

  /**
   * Shows how fast call handles were answered. Covers the last five minutes of the replica that
   * responds; `/metrics` has all replicas. A value is the upper bound of a bucket, and null above
   * 800 ms.
   * @operationId getCallHandleLatency
   * @answers 200 The latency of the replica.
   */
  @Get('call-handles')
  @RequiredScope('calls:read', { isForAllPools: true })
  latency(): CallHandleLatency {
    const { count, bounds } = this.durations.quantiles([0.5, 0.95, 0.99]);
    const [p50Ms = null, p95Ms = null, p99Ms = null] = bounds;
    return { calls: count, p50Ms, p95Ms, p99Ms };
  }
}
