import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { MayBeAbsent, NumberOfQuery } from '../../platform/rest/index.js';

export class WorstNumbersQuery {
  /** How many numbers. */
  @MayBeAbsent()
  @NumberOfQuery()
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 5;

  /** The pool's id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;
}
