import type { Principal } from '../../platform/security/index.js';
import { sidOf } from '../sid.js';

/** Returns the SID of the account that sent a request; its id stands in for that of a key. */
export const accountSidOf = ({ keyId }: Principal): string => sidOf('AC', keyId!);
