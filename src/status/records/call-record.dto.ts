import { IsIn, IsString, IsUUID, Length, MaxLength } from 'class-validator';
import {
  IsPhoneNumberOfQuery,
  IsTime,
  MayBeAbsent,
  NumberOfQuery,
  PageBody,
} from '../../platform/rest/index.js';
import { CALL_OUTCOMES, type CallOutcome } from './call-outcome.js';

/** Filters of both ways to list calls. */
class CallFilters extends PageBody {
  /** The pool's id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;

  @MayBeAbsent()
  @IsIn(CALL_OUTCOMES)
  outcome?: CallOutcome;

  /** Only calls that were first reported at this time or later. */
  @MayBeAbsent()
  @IsTime()
  from?: string;

  /** Only calls that were first reported before this time. */
  @MayBeAbsent()
  @IsTime()
  to?: string;
}

/** Filter for calls. Without any parameter all calls are returned, newest first. */
export class ListCallsQuery extends CallFilters {
  @MayBeAbsent()
  @IsUUID()
  bookingId?: string;

  /** E.164; the leading `+` is optional. */
  @MayBeAbsent()
  @IsPhoneNumberOfQuery()
  virtualNumber?: string;

  @NumberOfQuery()
  override limit: number = 50;
}

/** Criteria for the calls of a caller. */
export class SearchCallsDto extends CallFilters {
  /** The phone number of the caller, E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  phoneNumber!: string;

  /** The dialled number, E.164 with `+`. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(32)
  virtualNumber?: string;
}
