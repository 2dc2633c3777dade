/**
 * Selects `first_at` and `last_at`: when texts were in transit between the parties of bookings, or
 * from the company to them. Refused texts do not count.
 * @param bookings SQL array of the ids of bookings
 */
export const textTimes = (bookings: string): string => `
  select min(m.received_at) as first_at,
         max(greatest(m.received_at, m.forwarded_at)) as last_at
    from message m
   where m.booking_id = any(${bookings}) and m.kind in ('text', 'system')
     and m.state <> 'refused' and m.reason is distinct from 'hook-refused'`;
