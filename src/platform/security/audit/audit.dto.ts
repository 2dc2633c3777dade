import { IsString, Length, Matches } from 'class-validator';
import { IsTime, MayBeAbsent, PageQuery } from '../../rest/index.js';

/** Filters for audit events. Without filters, all events are listed, newest first. */
export class ListAuditEventsQuery extends PageQuery {
  @MayBeAbsent()
  @IsString()
  @Length(1, 100)
  action?: string;

  /** The ID of an API key, `bootstrap` or `system`. */
  @MayBeAbsent()
  @Matches(/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|bootstrap|system)$/i, {
    message: 'key must be the ID of an API key, bootstrap or system',
  })
  key?: string;

  /** At or after this time. */
  @MayBeAbsent()
  @IsTime()
  from?: string;

  /** Before this time. */
  @MayBeAbsent()
  @IsTime()
  to?: string;
}
