/**
 * Returns a CTE that notes that texts did not arrive from these virtual numbers but from another
 * sender. At most once an hour, because a number may send thousands of texts.
 * @param source CTE with `msisdn`
 */
export const noteOverwrittenSources = (source: string): string => `
  number_with_overwritten_source as (
    update virtual_number n set source_overwritten_at = statement_timestamp()
      from (select distinct msisdn from ${source}) texts
     where n.msisdn = texts.msisdn
       and (n.source_overwritten_at is null
            or n.source_overwritten_at < statement_timestamp() - interval '1 hour')
  )`;
