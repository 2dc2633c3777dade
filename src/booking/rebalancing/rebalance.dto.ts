import { IsIn } from 'class-validator';
import { MayBeAbsent } from '../../platform/rest/index.js';

export class RebalanceQuery {
  /** true: only shows what would be moved. */
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  dryRun: 'true' | 'false' = 'false';
}
