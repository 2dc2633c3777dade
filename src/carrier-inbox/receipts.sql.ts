/**
 * CTEs that store a receipt for each message and keep the messages that had none: `receipt` and `fresh`.
 * They are part of the statement that stores what the messages say: both are committed, or neither.
 * @param messages a CTE with pool_id and message_key
 */
export const takeReceipts = (messages: string): string => `
  receipt as (
    insert into webhook_receipt (pool_id, message_key)
    select distinct pool_id, message_key from ${messages} order by message_key, pool_id
    on conflict do nothing
    returning pool_id, message_key
  ), fresh as materialized (
    select ${messages}.* from ${messages} join receipt using (pool_id, message_key)
  )`;
