/** Of each code: what it means, and what a client can do. */
export const ERROR_TEXTS: Readonly<Record<string, readonly [meaning: string, remedy: string]>> = {
  'malformed-request': [
    'The body is not JSON in UTF-8, is nested more than 32 deep, has more than 1,000 fields in an object, 1,000 items in a list or 20,000 values, a key like `constructor`, or a key twice; or a path or query is not percent-encoded UTF-8, or has a NUL character.',
    'Mend the request; again as it is it fails again.',
  ],
  'validation-failed': [
    'Fields are missing, wrong, or not known. `errors` has one `{path, message}` for each.',
    'Mend these fields.',
  ],
  'invalid-cursor': [
    'The `cursor` is not one that this list gave out.',
    'Use `nextCursor` as it came, with the same list; or begin anew without one.',
  ],
  unauthenticated: [
    'There are no credentials, or they are not good here: unknown, expired or revoked.',
    'Send `Authorization: Bearer <API key>` with a key that is active.',
  ],
  'scope-missing': [
    'The key does not have `scope`.',
    'Use a key that has it; an operator can make one.',
  ],
  'key-restricted': [
    'This concerns all pools, and the key is restricted to some.',
    'Use a key that is not restricted to pools.',
  ],
  'grant-exceeded': [
    'A key grants, rotates and revokes only what has no more than it has itself. `exceeds` names in what: `scopes` (which: `scopes`), `pools`, `rateLimitPerMinute`, `expiresAt`.',
    'Ask for less, or use a key that has as much.',
  ],
  'scope-undeclared': [
    'A route that does not say which scope it needs, so nobody may use it.',
    'Report it: it is a bug of Maskline.',
  ],
  'not-found': ['Nothing exists at this path.', 'Check the path.'],
  'method-not-allowed': [
    'There is something at this address, but not with this method.',
    'Use one of those in `Allow`.',
  ],
  'shutting-down': [
    'This replica is about to stop; it still answers.',
    'Send requests to another replica.',
  ],
  'database-settings': [
    'Database sessions lack settings that Maskline requires. `missing` lists the PostgreSQL settings, or `prepared statements`; a connection pooler may have dropped them.',
    'Operators: see "PgBouncer" in docs/deploy.md.',
  ],
  'number-keys-outdated': [
    'This replica runs with `NUMBER_KEYS` of before, which the rotation of keys has left behind.',
    'Send it again: another replica takes it. Operators: deploy the present ring everywhere.',
  ],
  'pool-not-found': [
    'There is no pool of this id or name, or the key may not see it.',
    'Check the name, and the pools of the key.',
  ],
  'virtual-number-not-found': [
    'No pool has this virtual number, or the key may not see the pool.',
    'Write it in E.164 with `+` (`%2B` in a URL).',
  ],
  'booking-not-found': [
    'There is no booking of this id, or the key may not see its pool.',
    'Check the id; `GET /v1/bookings?reference=…` finds one by your own.',
  ],
  'party-not-found': ['The booking has no party of this role.', 'Use a role of its `parties`.'],
  'call-not-found': [
    'There is no call of this session id: nothing was heard of it, or it is past its retention.',
    'If it has just begun, ask again in a moment.',
  ],
  'job-not-found': ['No job has this name.', '`GET /v1/jobs` lists them.'],
  'event-not-found': [
    'No event has this ID; old events are deleted after their retention period.',
    'None.',
  ],
  'event-subscription-not-found': [
    'No event subscription has this ID.',
    '`GET /v1/event-subscriptions` lists them.',
  ],
  'api-key-not-found': [
    'There is no API key of this id, or the key that asks may not see its pools.',
    '`GET /v1/api-keys` lists them.',
  ],
  'pool-name-taken': ['Another pool has this name.', 'Choose another, or use that pool.'],
  'virtual-number-taken': [
    'Another pool has one of the numbers; nothing was added.',
    'Leave that number out: a number belongs to one pool.',
  ],
  'held-sync-changed': [
    'The pool has no held sync of this id: it was confirmed or dismissed, went away, or would retire other numbers by now.',
    '`GET /v1/pools/{pool}` shows the `heldSync` that there is.',
  ],
  'virtual-number-in-use': [
    'The virtual number cannot be deleted. `reason`: it takes bookings (`enabled`), bookings are stored that have it, also ended ones (`bookings`), or calls by it still connect or cool down (`routes`).',
    'Set its `state` to `disabled`; bookings and routes go with time.',
  ],
  'reference-taken': [
    'The reference has a booking with other content: `bookingId`. So it is once a party of it was replaced or erased.',
    'Change that booking, or use a new reference.',
  ],
  'booking-ended': [
    'The booking has ended in another way: `bookingStatus`.',
    'Create a new booking.',
  ],
  'bookings-live': [
    'Calls of the phone still connect, by as many `bookings`; `bookingIds` are the first 200. Nothing was changed.',
    'End them, or send `endBookings: true`.',
  ],
  'erasure-under-way': [
    'Another erasure or export is under way on this replica.',
    'Send the request again when it is done.',
  ],
  'booking-not-callable': [
    'This party cannot call the other one now: the booking has ended, or does not let it.',
    'Check `callableUntil` and `callersAllowed`.',
  ],
  'pool-exhausted': [
    'No number is free for these two parties. `reasons` counts the numbers of the pool: `conflict` (a party has it for somebody else), `cooling`, `capacity`, `draining`, `disabled`, `pending`, `unhealthy`, `country`.',
    'Add or enable numbers; `GET /v1/pools/{pool}/capacity` tells how many.',
  ],
  'numbers-contended': [
    'Numbers are added between bookings, and these were being written all the time.',
    'Send it again in a moment.',
  ],
  'virtual-number-unavailable': [
    'The number that was asked for cannot be given to these two: `reason` is one of those of `pool-exhausted`, or `not-in-pool`.',
    'Ask for another, or let Maskline choose.',
  ],
  'job-running': ['The job is already running.', 'Wait until it is done.'],
  'api-key-ended': ['The key has expired or was revoked: `keyStatus`.', 'Make a new key.'],
  'api-key-rotated': ['The key has a successor already: `successorId`.', 'Rotate the successor.'],
  'too-many-event-subscriptions': ['There are 100 already.', 'Delete one that is not used.'],
  'body-too-large': [
    'The body has more than 64 KiB; 256 KiB where a pool is created or changed, 1 MiB where numbers are added.',
    'Send less at a time.',
  ],
  'unsupported-media-type': [
    'The body is not `application/json`, or it is compressed; `Accept-Encoding` says how it may come.',
    'Set `Content-Type: application/json`, and send it as it is.',
  ],
  'phone-number-invalid': [
    'The number in `path` is not a valid one in E.164.',
    'Write it like `+6591178965`.',
  ],
  'phone-number-premium-rate': [
    'The number in `path` is a premium-rate number, which the pool does not take.',
    'Use another number of the party, or see `allowedNumberKinds` of the policy of the pool.',
  ],
  'phone-number-shared-cost': [
    'The number in `path` is a shared-cost number, which the pool does not take.',
    'Use another number of the party, or see `allowedNumberKinds` of the policy of the pool.',
  ],
  'phone-number-satellite': [
    'The number in `path` is a satellite phone, which the pool does not take.',
    'Use another number of the party, or see `allowedNumberKinds` of the policy of the pool.',
  ],
  'phone-number-global': [
    'The number in `path` is a number of an international network or freephone, which the pool does not take.',
    'Use another number of the party, or see `allowedNumberKinds` of the policy of the pool.',
  ],
  'phone-number-personal': [
    'The number in `path` is a personal number, which leads wherever its owner says, which the pool does not take.',
    'Use another number of the party, or see `allowedNumberKinds` of the policy of the pool.',
  ],
  'phone-number-pager': [
    'The number in `path` is a pager, which the pool does not take.',
    'Use another number of the party, or see `allowedNumberKinds` of the policy of the pool.',
  ],
  'phone-number-voicemail': [
    'The number in `path` is a voice mailbox, which the pool does not take.',
    'Use another number of the party, or see `allowedNumberKinds` of the policy of the pool.',
  ],
  'phone-number-withheld': [
    'The number in `path` is one that networks send for callers who withhold theirs: all of them share it.',
    'Use the own number of the party.',
  ],
  'phone-number-in-use': [
    'One of the numbers is the phone of somebody whom a booking connects; nothing was added.',
    'Check the numbers. A phone of a person is no virtual number.',
  ],
  'voice-unknown': [
    '8x8 has no voice profile of the name in `path`.',
    'Use one that 8x8 lists for the sub-account, or leave it out for the default voice.',
  ],
  'phone-number-repeated': ['A party has the number in `path` twice.', 'Name it once.'],
  'phone-number-is-virtual': [
    'A party is a virtual number of the sub-account of the pool.',
    'Use the own number of the party.',
  ],
  'phone-number-country-not-allowed': [
    'The pool does not take phone numbers of this country.',
    'See `allowedCountries` of its policy.',
  ],
  'same-party-twice': ['Both parties have the same role or number.', 'Give them different ones.'],
  'unknown-role': [
    '`callersAllowed` names a role that no party has.',
    'Use roles of the `parties`.',
  ],
  'expiry-in-the-past': ['It would have expired already.', 'Name a later time.'],
  'subscription-url-refused': [
    'Events cannot be sent to this URL. `reason`: `not-a-url`, `not-https`, `user-or-fragment`, `address-not-allowed`.',
    'Use an `https` address that is reachable from outside.',
  ],
  'precondition-failed': [
    'The booking is no longer the one that `If-Match` names: `version`. Nothing was changed.',
    'Read it again, and decide anew.',
  ],
  'too-many-calls': [
    "A call from the app: the party has called as often as the pool's `maxCallsPerMinute`.",
    'Wait a minute.',
  ],
  'rate-limited': [
    'The key has made too many requests.',
    'Wait as long as `Retry-After` says (seconds).',
  ],
  'request-refused': [
    'Anything else that is refused before there is a route: too slow (408), headers too long (431), a method that is not known.',
    'Mend the request.',
  ],
  'internal-error': [
    'Something went wrong on our side.',
    'Send it again later; what can be repeated safely may have been stored. The log tells more.',
  ],
  'eightxeight-not-configured': [
    'Maskline has no key for the API of 8x8; nothing was sent.',
    'Set `EIGHTXEIGHT_API_KEY`.',
  ],
  'eightxeight-invalid-argument': [
    'The `argument` cannot be one of 8x8; nothing was sent.',
    'Check it.',
  ],
  'eightxeight-invalid-request': [
    '8x8 does not accept what was sent; `upstream` has its words.',
    'Check the sub-account and the numbers.',
  ],
  'eightxeight-not-found': [
    '8x8 knows no such sub-account, number, session or webhook.',
    'Check `subAccountId` of the pool.',
  ],
  'eightxeight-unauthorized': [
    '8x8 does not accept the API key of Maskline.',
    'Check `EIGHTXEIGHT_API_KEY`.',
  ],
  'eightxeight-forbidden': [
    '8x8 does not let the API key of Maskline use this sub-account.',
    'Ask 8x8, or use the key of the sub-account.',
  ],
  'eightxeight-refused': [
    '8x8 refused the request with another 4xx; `upstream` has its words.',
    'Again as it is it fails again.',
  ],
  'eightxeight-bad-response': [
    'The answer of 8x8 makes no sense. `reason`: `redirect`, `too-large`, `not-json`, or `unexpected` with the `field`.',
    'Check `EIGHTXEIGHT_BASE_URL`. Whether a call was started is not known.',
  ],
  'eightxeight-unavailable': [
    '8x8 did not answer, or cannot now. `reason`: `timeout`, `network`, `server-error`, `rate-limited`.',
    'Send it again later. Whether a call was started is not known.',
  ],
  'database-unavailable': [
    'The database cannot be reached, or cannot do it now: it is full, too busy, a standby, or shutting down.',
    'Send it again; what can be repeated safely may have been stored.',
  ],
  'not-ready': ['The database does not answer.', 'Send nothing here until it does.'],
  'assignment-contended': [
    'Other bookings took every number that was tried.',
    'Send it again, with the same reference.',
  ],
  overloaded: ['Too many requests are under way.', 'Send it again in a moment.'],
};
