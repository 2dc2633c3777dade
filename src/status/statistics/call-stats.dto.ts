import { IsIn, IsString, Length, Matches } from 'class-validator';
import { IsTime, MayBeAbsent, PageQuery } from '../../platform/rest/index.js';
import { STATS_GROUPS, type StatsGroup } from './call-stats.sql.js';

/** In a URL a plus means a space unless it is written `%2B`, so both are accepted. */
const NUMBERS = /^[+ ]?[1-9]\d{6,14}(,[+ ]?[1-9]\d{6,14}){0,199}$/;

export class CallStatsQuery extends PageQuery {
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

  /** Only calls to these virtual numbers, up to 200, separated by commas. */
  @MayBeAbsent()
  @Matches(NUMBERS, {
    message: '$property must be up to 200 phone numbers in E.164, separated by commas',
  })
  virtualNumbers?: string;
}
