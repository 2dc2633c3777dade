import { IsIn, IsString, IsUUID, Length } from 'class-validator';
import { IsPhoneNumberOfQuery, IsTime, MayBeAbsent, PageQuery } from '../../platform/rest/index.js';
import { CALL_OUTCOMES, type CallOutcome } from './call-outcome.js';

/** Which calls; without anything: all, newest first. */
export class ListCallsQuery extends PageQuery {
  /** Id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;

  @MayBeAbsent()
  @IsUUID()
  bookingId?: string;

  /** E.164; its plus may be missing. */
  @MayBeAbsent()
  @IsPhoneNumberOfQuery()
  virtualNumber?: string;

  @MayBeAbsent()
  @IsIn(CALL_OUTCOMES)
  outcome?: CallOutcome;

  /** First heard of at this time or later. */
  @MayBeAbsent()
  @IsTime()
  from?: string;

  /** First heard of before this time. */
  @MayBeAbsent()
  @IsTime()
  to?: string;
}
