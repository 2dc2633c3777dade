import { IsString, Length, Matches } from 'class-validator';
import { IsTime, MayBeAbsent, PageQuery } from '../../rest/index.js';

/** Which events; without anything: all, newest first. */
export class ListAuditEventsQuery extends PageQuery {
  @MayBeAbsent()
  @IsString()
  @Length(1, 100)
  action?: string;

  /** The id of an API key, `bootstrap` or `system`. */
  @MayBeAbsent()
  @Matches(/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|bootstrap|system)$/i, {
    message: 'key must be the id of an API key, bootstrap or system',
  })
  key?: string;

  /** At this time or later. */
  @MayBeAbsent()
  @IsTime()
  from?: string;

  /** Before this time. */
  @MayBeAbsent()
  @IsTime()
  to?: string;
}
