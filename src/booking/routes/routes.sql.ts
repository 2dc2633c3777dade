/** The key that all of a route is made with: its cipher text begins with the key's id. */
export const KEY_OF_ROUTE = `get_byte(nullif(callee_ciphertext, ''), 0)`;
