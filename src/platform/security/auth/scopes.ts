/** The permissions of API keys. Each route of the admin API requires one of them. */
export const SCOPES = [
  'bookings:read',
  'bookings:write',
  'blocks:read',
  'blocks:write',
  'pools:read',
  'pools:write',
  'calls:read',
  'messages:read',
  'messages:write',
  'numbers:reveal',
  'keys:write',
  'audit:read',
  'jobs:run',
  'events:read',
  'events:write',
  'erasures:write',
] as const;

export type Scope = (typeof SCOPES)[number];
