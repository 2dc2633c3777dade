import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { MayBeAbsent, NumberOfQuery } from '../../platform/rest/index.js';

export class RecentMessagesQuery {
  /** How many minutes, with the current one. */
  @MayBeAbsent()
  @NumberOfQuery()
  @IsInt()
  @Min(1)
  @Max(120)
  minutes = 60;

  /** The pool's id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;
}
