import { IsIn, IsString, Length } from 'class-validator';
import { IsTime, MayBeAbsent } from '../../platform/rest/index.js';
import { STATS_GROUPS, type StatsGroup } from './call-stats.sql.js';

export class CallStatsQuery {
  /** Included; it counts from its full hour on. */
  @IsTime()
  from!: string;

  /** Not included; up to its full hour, which is rounded up. */
  @IsTime()
  to!: string;

  @MayBeAbsent()
  @IsIn(STATS_GROUPS)
  groupBy: StatsGroup = 'day';

  /** Id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;
}
