import { IsIn } from 'class-validator';
import { MayBeAbsent } from '../../platform/rest/index.js';

export class RebalanceQuery {
  /** `true`: returns the plan without moving bookings. */
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  dryRun: 'true' | 'false' = 'false';
}
