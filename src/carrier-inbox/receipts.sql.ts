/**
 * Returns the CTEs `receipt`, which stores a receipt per message, and `fresh`, which has the
 * messages without an earlier one. They belong to the statement that stores the messages' content,
 * so that both are committed or neither.
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
