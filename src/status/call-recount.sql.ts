/**
 * Hours whose calls are counted again: a report of a call can come when its hour has been counted. Such
 * a report leaves a mark in its own statement. The job removes a mark and counts in one transaction; a
 * report that commits after that has left another mark.
 */
import type { PreparedStatement } from '../database/index.js';
import { CLOSED_AFTER_HOURS } from './closed-hours.js';

/**
 * CTE that marks the hours of sessions that may have been counted.
 * @param source CTE with created_at of sessions that were written
 */
export const recountOf = (source: string): string => `
  recount as (
    insert into call_stat_recount (hour)
    select distinct date_trunc('hour', created_at, 'UTC') as hour
      from ${source}
     where created_at < now() - interval '${CLOSED_AFTER_HOURS} hours'
     order by hour
    on conflict do nothing
  )`;

/**
 * Takes marks of hours that have been counted; one whose count is under way keeps its mark. $1 how many
 * @returns the hours
 */
export const TAKE_MARKS: PreparedStatement = {
  name: 'take-recount-marks',
  text: `
  delete from call_stat_recount
   where hour in (
     select m.hour from call_stat_recount m
      where exists (select from call_stat_hour h where h.hour = m.hour)
      order by m.hour
      limit $1
        for update skip locked)
  returning hour`,
};

/**
 * Locks hours, so that no calls of theirs are deleted meanwhile, and says when they are counted. Hours of
 * which calls were deleted stay as they were counted. $1 hours
 * @returns the hours to count again
 */
export const REOPEN_HOURS: PreparedStatement = {
  name: 'reopen-hours',
  text: `
  with reopened as (
    update call_stat_hour set counted_at = now()
     where hour = any($1::timestamptz[]) and not is_partial
    returning hour
  ), removed as (
    delete from call_stat where hour in (select hour from reopened)
  )
  select hour from reopened`,
};
