import { IsIn, IsString, IsUUID, Length, MaxLength } from 'class-validator';
import {
  IsPhoneNumberOfQuery,
  IsTime,
  MayBeAbsent,
  PageBody,
  PageQuery,
} from '../../platform/rest/index.js';
import { CALL_OUTCOMES, type CallOutcome } from './call-outcome.js';

/** Filter for calls. Without any parameter all calls are returned, newest first. */
export class ListCallsQuery extends PageQuery {
  /** The pool's id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;

  @MayBeAbsent()
  @IsUUID()
  bookingId?: string;

  /** E.164; the leading `+` is optional. */
  @MayBeAbsent()
  @IsPhoneNumberOfQuery()
  virtualNumber?: string;

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

/** Criteria for the calls of a caller. */
export class SearchCallsDto extends PageBody {
  /** The phone number of the caller, E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  phoneNumber!: string;

  /** The pool's id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;

  /** The dialled number, E.164 with `+`. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(32)
  virtualNumber?: string;

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
