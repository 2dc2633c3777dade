import { REFUSAL_COUNTS } from './counts.js';

/** Of fields of problem documents, and of fields whose types say too little to make one up. */
export const PROPERTY_EXAMPLES: Readonly<Record<string, unknown>> = {
  errors: [{ path: 'parties[0].role', message: 'role must be 1 to 32 letters, digits, _ or -' }],
  path: 'parties[0].phoneNumber',
  scope: 'bookings:write',
  exceeds: ['scopes'],
  missing: ['plan_cache_mode'],
  scopes: ['pools:write'],
  version: 'Zx3k9Qm1v0aB7cD2eF4gHw',
  bookingId: '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10',
  bookings: 1,
  bookingIds: ['019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10'],
  bookingStatus: 'completed',
  keyStatus: 'revoked',
  successorId: '019ab1f4-77aa-7d3c-8e21-0f5b6c7d8e9f',
  reasons: REFUSAL_COUNTS,
  argument: 'session id',
  networkCode: 'ECONNREFUSED',
  field: 'numbers[0].msisdn',
  status: 'ok',
};
