-- list-marked-hours
-- $1 limit integer
-- $2 except timestamptz[]

select m.hour from call_stat_recount m
        where exists (select from call_stat_hour h where h.hour = m.hour) and m.hour <> all($2::timestamptz[])
        order by m.hour limit $1::integer
