import { IsIn, IsString, Length } from 'class-validator';
import { IsTime, MayBeAbsent } from '../../platform/rest/index.js';
import { STATS_GROUPS, type StatsGroup } from './call-stats.sql.js';

export class CallStatsQuery {
  /** Inclusive; rounded down to the full hour. */
  @IsTime()
  from!: string;

  /** Exclusive; rounded up to the full hour. */
  @IsTime()
  to!: string;

  @MayBeAbsent()
  @IsIn(STATS_GROUPS)
  groupBy: StatsGroup = 'day';

  /** The pool's id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;
}
