/** The quiet hours of the callee, decided by the clock and the time-zone data of PostgreSQL. */

/** Aliases of the rows that a call concerns; the route leads from the caller to the callee. */
interface Call {
  booking: string;
  pool: string;
  route: string;
}

/**
 * A span of quiet hours that includes the time. Times of day compare as texts. A span whose end is
 * not after its begin ends on the next day. A missing list of days means every day, and the days
 * are those on which the span begins.
 */
const SPAN_NOW = `
  @.from < @.to && @.from <= $time && $time < @.to && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && @.from <= $time && (!exists(@.days) || @.days[*] == $today)
  || @.from >= @.to && $time < @.to && (!exists(@.days) || @.days[*] == $yesterday)`;

/**
 * Whether calls of this role are refused by quiet hours at a time; null without quiet hours.
 *
 * Compares with the clock on the wall of the time zone, so that quiet hours begin and end at the
 * same time of day before and after a change to daylight saving. A time zone that PostgreSQL does
 * not know makes the statement fail, and the call is not connected.
 *
 * It has no subquery: each one would be another node in the plan of a call, which PostgreSQL sets up
 * even if nobody has quiet hours.
 * @param hours JSON of `QuietHours`
 */
export const isQuietAt = (hours: string, callerRole: string, at: string): string => {
  const now = `(${at}) at time zone (${hours} ->> 'timeZone')`;
  return `jsonb_path_exists(${hours},
             '$ ? (!(@.exemptRoles[*] == $caller)).spans[*] ? (${SPAN_NOW})',
             jsonb_build_object('caller', ${callerRole}, 'time', to_char(${now}, 'HH24:MI'),
               'today', to_char(${now}, 'dy'),
               'yesterday', to_char(${now} - interval '1 day', 'dy')))`;
};

/**
 * Whether a call is refused by quiet hours now. Those of the callee in the booking replace those of
 * the pool. Most calls have neither, so that is checked first.
 */
export const isQuiet = ({ booking, pool, route }: Call): string => {
  const own = `jsonb_path_query_first(${booking}.quiet_hours, '$[*] ? (@.role == $role)',
               jsonb_build_object('role', ${route}.callee_role))`;
  const hours = `coalesce(${own}, ${pool}.quiet_hours)`;
  return `coalesce((${booking}.quiet_hours is not null or ${pool}.quiet_hours is not null)
           and ${isQuietAt(hours, `${route}.caller_role`, 'statement_timestamp()')}, false)`;
};
