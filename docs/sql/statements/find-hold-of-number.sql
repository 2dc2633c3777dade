-- find-hold-of-number
-- $1 id integer

select case when exists (select from booking where virtual_number_id = $1::integer) then 'bookings'
              when exists (select from route where virtual_number_id = $1::integer) then 'routes' end as hold
