import { IsIn, IsString, IsUUID, Length, Matches } from 'class-validator';
import { IsPhoneNumberOfQuery, IsTime, MayBeAbsent, PageQuery } from '../../platform/rest/index.js';
import { MESSAGE_KINDS, type MessageKind } from '../model/message-state.js';
import { MESSAGE_OUTCOMES, type MessageOutcome } from './message-outcome.js';

export class ListMessagesOfBookingQuery extends PageQuery {
  /** Whether to show the texts; requires the scope `numbers:reveal` as well. */
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  reveal?: string;
}

/** Filter for texts. Without any parameter all texts are returned, newest first. */
export class ListMessagesQuery extends PageQuery {
  /** The pool's id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;

  @MayBeAbsent()
  @IsUUID()
  bookingId?: string;

  /** The number that the sender wrote to or the receiver sees, E.164; the `+` is optional. */
  @MayBeAbsent()
  @IsPhoneNumberOfQuery()
  virtualNumber?: string;

  @MayBeAbsent()
  @IsIn(MESSAGE_KINDS)
  kind?: MessageKind;

  @MayBeAbsent()
  @IsIn(MESSAGE_OUTCOMES)
  outcome?: MessageOutcome;

  /** Such as `opted-out`. */
  @MayBeAbsent()
  @Matches(/^[a-z0-9-]{1,64}$/)
  reason?: string;

  /** Only texts that arrived at this time or later. */
  @MayBeAbsent()
  @IsTime()
  from?: string;

  /** Only texts that arrived before this time. */
  @MayBeAbsent()
  @IsTime()
  to?: string;
}
