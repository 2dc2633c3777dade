import { byDigest, olderThan, retained } from '../../platform/database/index.js';

/** Deletes expired failure counts of PINs. */
export const OLD_PIN_GUARDS = retained({
  name: 'pinGuards',
  period: 1,
  kind: 'pin-guard',
  table: 'pin_guard',
  ...olderThan('since'),
  ...byDigest('caller_index || int4send(virtual_number_id) || uuid_send(pool_id)'),
});
