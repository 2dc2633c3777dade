import { IsIn, IsString, IsUUID, Length } from 'class-validator';
import { IsTime, MayBeAbsent, PageQuery } from '../../platform/rest/index.js';
import { EVENT_TYPES, type EventType } from './event-type.js';

/** Which events; without anything: all, newest first. */
export class ListEventsQuery extends PageQuery {
  @MayBeAbsent()
  @IsIn(EVENT_TYPES)
  type?: EventType;

  @MayBeAbsent()
  @IsUUID()
  bookingId?: string;

  /** Id or name. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;

  /** Of this time or later. */
  @MayBeAbsent()
  @IsTime()
  from?: string;

  /** Before this time. */
  @MayBeAbsent()
  @IsTime()
  to?: string;
}

export class RedeliverDto {
  /** Absent: all endpoints that want it, and those that it was sent to. */
  @MayBeAbsent()
  @IsUUID()
  subscriptionId?: string;
}
