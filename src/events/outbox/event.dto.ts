import { IsIn, IsString, IsUUID, Length } from 'class-validator';
import { IsTime, MayBeAbsent, PageQuery } from '../../platform/rest/index.js';
import { EVENT_TYPES, type EventType } from './event-type.js';

/** Filters for events. Without filters, all events are listed, newest first. */
export class ListEventsQuery extends PageQuery {
  @MayBeAbsent()
  @IsIn(EVENT_TYPES)
  type?: EventType;

  @MayBeAbsent()
  @IsUUID()
  bookingId?: string;

  /** ID or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;

  /** At or after this time. */
  @MayBeAbsent()
  @IsTime()
  from?: string;

  /** Before this time. */
  @MayBeAbsent()
  @IsTime()
  to?: string;
}

export class RedeliverDto {
  /** Absent: all event subscriptions that include the event or have received it. */
  @MayBeAbsent()
  @IsUUID()
  subscriptionId?: string;
}
