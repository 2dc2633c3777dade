/** The key under which a route was written; its ciphertext begins with the id of the key. */
export const KEY_OF_ROUTE = `get_byte(nullif(callee_ciphertext, ''), 0)`;
