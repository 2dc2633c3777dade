import { IsIn, IsString, Length } from 'class-validator';
import { IsTime, MayBeAbsent } from '../../platform/rest/index.js';
import { MESSAGE_STATS_GROUPS, type MessageStatsGroup } from './message-stats.sql.js';

export class MessageStatsQuery {
  /** Inclusive. */
  @IsTime()
  from!: string;

  /** Exclusive. */
  @IsTime()
  to!: string;

  /** Days and months are those of UTC. */
  @MayBeAbsent()
  @IsIn(MESSAGE_STATS_GROUPS)
  groupBy: MessageStatsGroup = 'day';

  /** Whether each pool has sums of its own, such as with `groupBy=month`. */
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  byPool?: string;

  /** The pool's id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;
}
