/** Per code: what it means, and what a client can do. */
export const ERROR_TEXTS: Readonly<Record<string, readonly [meaning: string, remedy: string]>> = {
  'malformed-request': [
    'The request cannot be parsed. The body must be JSON in UTF-8, at most 32 levels deep, with at most 1,000 fields per object, 1,000 items per list and 20,000 values (40,000 in a batch). Duplicate keys and keys like `constructor` are not allowed. Path and query must be percent-encoded UTF-8 without NUL characters.',
    'Correct the request; a retry fails again.',
  ],
  'validation-failed': [
    'Fields are missing, invalid or unknown. `errors` has one `{path, message}` for each.',
    'Correct these fields.',
  ],
  'invalid-cursor': [
    'The `cursor` is not from this list.',
    'Pass `nextCursor` unchanged to the same list, or start again without a cursor.',
  ],
  unauthenticated: [
    'The credentials are missing, unknown, expired or revoked.',
    'Send `Authorization: Bearer <API key>` with an active key.',
  ],
  'too-many-sign-ins': [
    'Too many sign-ins to the console from this address.',
    'Wait for the time in `Retry-After`.',
  ],
  'console-not-built': [
    'The installation has no built console.',
    'Operators: run `npm run build`, and restart.',
  ],
  'console-session-not-found': [
    'No session of the console has this id, or the key may not see it.',
    'List the sessions with `GET /v1/console-sessions`.',
  ],
  'scope-missing': [
    'The key does not have `scope`.',
    'Use a key with this scope; an operator can create one.',
  ],
  'key-restricted': [
    'The request concerns all pools, but the key is restricted to some.',
    'Use a key that is not restricted to pools.',
  ],
  'grant-exceeded': [
    'A key can grant, rotate and revoke only keys whose rights it has itself. `exceeds` names the excess: `scopes` (listed in `scopes`), `pools`, `rateLimitPerMinute`, `expiresAt`.',
    'Request less, or use a key with these rights.',
  ],
  'scope-undeclared': [
    'The route declares no scope, so no key can use it.',
    'Report it: this is a bug of Maskline.',
  ],
  'not-found': ['No route has this path.', 'Check the path.'],
  'method-not-allowed': [
    'The path does not support this method.',
    'Use a method listed in `Allow`.',
  ],
  'shutting-down': [
    'This replica is shutting down; it still serves requests.',
    'Send requests to another replica.',
  ],
  'database-settings': [
    'Database sessions lack settings that Maskline relies on. `missing` lists PostgreSQL settings or `prepared statements`; a connection pooler may have removed them.',
    'Operators: see "PgBouncer" in docs/deploy.md.',
  ],
  'number-keys-outdated': [
    'This replica runs with outdated `NUMBER_KEYS`: a key rotation has replaced them.',
    'Retry: another replica accepts the request. Operators: deploy the current key ring on all replicas.',
  ],
  'pool-not-found': [
    'No pool has this id or name, or the key has no access to it.',
    'Check the name, and the pools of the key.',
  ],
  'virtual-number-not-found': [
    'No pool has this virtual number, or the key has no access to the pool.',
    'Write the number in E.164 with `+` (`%2B` in a URL).',
  ],
  'booking-not-found': [
    'No booking has this id, or the key has no access to its pool.',
    'Check the id; `GET /v1/bookings?reference=…` finds a booking by your own reference.',
  ],
  'party-not-found': ['The booking has no party with this role.', 'Use a role of its `parties`.'],
  'caller-unknown': [
    'The call has no phone of the caller or no virtual number: the caller withheld it, or it was erased.',
    'Use `POST /v1/routing/explain` with the numbers, if you know them.',
  ],
  'call-not-found': [
    'No call has this session id: it is unknown, or past its retention.',
    'If the call has just begun, retry in a moment.',
  ],
  'job-not-found': ['No job has this name.', '`GET /v1/jobs` lists them.'],
  'event-not-found': [
    'No event has this id; old events are deleted.',
    'Check the id; a deleted event cannot be restored.',
  ],
  'event-subscription-not-found': [
    'No event subscription has this id.',
    '`GET /v1/event-subscriptions` lists them.',
  ],
  'decision-hook-not-found': [
    'The pool has no decision hook.',
    'Create it with `POST /v1/pools/{pool}/decision-hook`.',
  ],
  'api-key-not-found': [
    'No API key has this id, or your key has no access to its pools.',
    '`GET /v1/api-keys` lists them.',
  ],
  'pool-name-taken': ['Another pool has this name.', 'Choose another name, or use that pool.'],
  'virtual-number-taken': [
    'Another pool has one of the numbers; nothing was added.',
    'Omit that number: a number belongs to one pool.',
  ],
  'held-sync-changed': [
    'The pool has no held sync with this id: it was confirmed, dismissed or dropped, or it would now retire other numbers.',
    '`GET /v1/pools/{pool}` shows the current `heldSync`.',
  ],
  'virtual-number-in-use': [
    'The virtual number cannot be deleted. `reason`: it accepts bookings (`enabled`), it has stored bookings, including ended ones (`bookings`), or its calls still connect or cool down (`routes`).',
    'Set its `state` to `disabled`, and delete it once its bookings and routes are gone.',
  ],
  'reference-taken': [
    'A booking with this reference but other content exists: `bookingId`. This includes bookings with a replaced or erased party.',
    'Change that booking, or use a new reference.',
  ],
  'booking-ended': [
    'The booking has already ended in another way: `bookingStatus`.',
    'Create a new booking. A completed or expired one can be reopened; a cancelled one cannot.',
  ],
  'bookings-live': [
    'The phone has live bookings: `bookings` is their count, and `bookingIds` lists the first 200. Nothing was changed.',
    'End these bookings, or send `endBookings: true`.',
  ],
  'erasure-under-way': [
    'Another erasure or export is running on this replica.',
    'Retry when it has finished.',
  ],
  'booking-not-callable': [
    'This party cannot call the other one now: the booking has not started or has ended, it does not allow it, the other party has quiet hours, or a block forbids it. Show the party the same words in each case.',
    'Check `startsAt`, `callableUntil`, `callersAllowed` and `quietHours`, also those of the pool, and the blocks.',
  ],
  'message-not-found': [
    'No text has this id, retention has deleted it, or the key may not see its pool.',
    'List the texts of the booking with `GET /v1/bookings/{id}/messages`.',
  ],
  'message-not-sendable': [
    'The party cannot be texted now. `reason`: `channel-off` (the booking, the pool or the number has no texts), `booking-ended`, `blocked` (a block keeps the other party from this one), `opted-out` (the party wants no texts from this number).',
    'Do not repeat the request. Reach the party in another way.',
  ],
  'message-reference-taken': [
    'The booking has a text with this `reference` and another text or receiver: `messageId`.',
    'Use a new reference for a new text.',
  ],
  'pool-exhausted': [
    'No number is free for the two parties, or in mode `per-party` for the one with this `role`. `reasons` counts numbers of the pool: `conflict` (in another booking of a party), `cooling`, `capacity`, `draining`, `disabled`, `pending`, `unhealthy`, `reserved`, `country`, `no-voice`, `no-sms`.',
    'Add or enable numbers; `GET /v1/pools/{pool}/capacity` calculates how many.',
  ],
  'numbers-contended': [
    'Numbers can only be added while no booking is being written, and bookings were written all the time.',
    'Retry in a moment.',
  ],
  'virtual-number-unavailable': [
    'The requested number cannot be assigned to these two parties, or in mode `per-party` to the party with this `role`. `reason` is a reason of `pool-exhausted`, or `not-in-pool`.',
    'Request another number, or let Maskline choose.',
  ],
  'job-running': ['The job is already running.', 'Wait until it has finished.'],
  'twilio-account-not-found': [
    'No Twilio account has this SID, or the key may not see it.',
    '`GET /v1/twilio-accounts` lists them.',
  ],
  'api-key-ended': ['The key has expired or was revoked: `keyStatus`.', 'Create a new key.'],
  'api-key-rotated': ['The key already has a successor: `successorId`.', 'Rotate the successor.'],
  'decision-hook-exists': [
    'The pool already has a decision hook.',
    'Change it with `PATCH`, or delete it first.',
  ],
  'too-many-event-subscriptions': [
    'There are already 100 event subscriptions.',
    'Delete an unused one.',
  ],
  'body-too-large': [
    'The body exceeds 64 KiB; 2 MiB for creating or changing a pool and for a batch of bookings, 1 MiB for adding numbers.',
    'Send less per request.',
  ],
  'unsupported-media-type': [
    'The body is not `application/json`, or it is compressed; `Accept-Encoding` lists the accepted encodings.',
    'Set `Content-Type: application/json`, and send the body uncompressed.',
  ],
  'phone-number-invalid': [
    'The number in `path` is not a valid E.164 number.',
    'Write it like `+6591178965`.',
  ],
  'phone-number-premium-rate': [
    'The number in `path` is a premium-rate number, which the pool does not allow.',
    'See `allowedNumberKinds` in the policy of the pool, or use another number of the party.',
  ],
  'phone-number-shared-cost': [
    'The number in `path` is a shared-cost number, which the pool does not allow.',
    'See `allowedNumberKinds` in the policy of the pool, or use another number of the party.',
  ],
  'phone-number-satellite': [
    'The number in `path` is a satellite phone, which the pool does not allow.',
    'See `allowedNumberKinds` in the policy of the pool, or use another number of the party.',
  ],
  'phone-number-global': [
    'The number in `path` is a number of an international network or an international freephone number, which the pool does not allow.',
    'See `allowedNumberKinds` in the policy of the pool, or use another number of the party.',
  ],
  'phone-number-personal': [
    'The number in `path` is a personal number (its owner can forward it anywhere), which the pool does not allow.',
    'See `allowedNumberKinds` in the policy of the pool, or use another number of the party.',
  ],
  'phone-number-pager': [
    'The number in `path` is a pager, which the pool does not allow.',
    'See `allowedNumberKinds` in the policy of the pool, or use another number of the party.',
  ],
  'phone-number-voicemail': [
    'The number in `path` is a voice mailbox, which the pool does not allow.',
    'See `allowedNumberKinds` in the policy of the pool, or use another number of the party.',
  ],
  'phone-number-withheld': [
    'The number in `path` is one that networks send for withheld numbers, so many callers share it.',
    "Use the party's own number.",
  ],
  'phone-number-in-use': [
    'One of the numbers is the phone of a party of a live booking; nothing was added.',
    "Check the numbers: a person's phone cannot be a virtual number.",
  ],
  'voice-unknown': [
    '8x8 does not list the voice profile in `path`.',
    'Use a voice that 8x8 lists for the sub-account, or omit it for the default voice.',
  ],
  'recording-without-announcement': [
    'The pool has `recordingRequiresAnnouncement`, and calls would be recorded without one. `reason`: of this booking (`booking`), of new bookings (`pool`), or of active bookings that rely on the pool (`live-bookings`).',
    'Set an announcement of the booking or of the pool, or turn recording off.',
  ],
  'phone-number-repeated': ['A party has the number in `path` twice.', 'Send it once.'],
  'parties-blocked': [
    'A block forbids one of the two parties to reach the other, or anybody.',
    'Book other parties. A key with `blocks:write` can delete the block.',
  ],
  'block-not-found': [
    'No block has this id, or the key has no access to its pool.',
    'Check the id, and the pools of the key.',
  ],
  'block-end-in-the-past': [
    '`until` is not in the future, by the clock of the database.',
    'Send a later `until`, or none for a block without end.',
  ],
  'phone-number-is-virtual': [
    "A party's number is a virtual number of the pool's sub-account.",
    "Use the party's own number.",
  ],
  'phone-number-country-not-allowed': [
    'The pool does not allow phone numbers of this country.',
    'See `allowedCountries` in its policy.',
  ],
  'same-party-twice': ['Both parties have the same role or number.', 'Give them different ones.'],
  'unknown-role': [
    '`callersAllowed` or `quietHours` names a role that no party has.',
    'Use a role of `parties`.',
  ],
  'expiry-in-the-past': [
    '`expiresAt` or `maxExpiresAt` is in the past. Also if a booking is reopened whose `maxExpiresAt` has passed.',
    'Choose a later time.',
  ],
  'start-after-end': [
    '`startsAt` is not before `expiresAt` and `maxExpiresAt`.',
    'Choose an earlier start or a later end.',
  ],
  'party-erased': [
    'A phone number of a party was erased, so the booking cannot be reopened.',
    'Create a new booking.',
  ],
  'time-zone-unknown': [
    'PostgreSQL knows no time zone with the name in `path`.',
    'Use an IANA name, such as `Asia/Singapore`. Names are case-sensitive.',
  ],
  'subscription-url-refused': [
    'Events cannot be sent to this URL. `reason`: `not-a-url`, `not-https`, `user-or-fragment`, `address-not-allowed`.',
    'Use an `https` URL that is publicly reachable. Operators can allow `http` with `EVENT_SUBSCRIPTION_ALLOW_HTTP`, and private networks with `EVENT_SUBSCRIPTION_ALLOWED_NETWORKS`.',
  ],
  'decision-hook-url-refused': [
    'Maskline cannot ask this URL. `reason`: `not-a-url`, `not-https`, `user-or-fragment`, `address-not-allowed`.',
    'Use an `https` URL that is publicly reachable. Operators can allow `http` with `EVENT_SUBSCRIPTION_ALLOW_HTTP`, and private networks with `EVENT_SUBSCRIPTION_ALLOWED_NETWORKS`.',
  ],
  'precondition-failed': [
    'The booking has changed since the version in `If-Match`: `version` is the current one. Nothing was changed.',
    'Read the booking again, then decide.',
  ],
  'too-many-calls': [
    "The party has reached the pool's `maxCallsPerMinute`; this concerns calls from the app.",
    'Wait a minute.',
  ],
  'rate-limited': ['The key has made too many requests.', 'Wait for `Retry-After` seconds.'],
  'request-refused': [
    'The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx.',
    'Correct the request.',
  ],
  'internal-error': [
    'An unexpected error occurred in Maskline.',
    'Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause.',
  ],
  'eightxeight-not-configured': [
    'No 8x8 API key is configured; nothing was sent.',
    'Set `EIGHTXEIGHT_API_KEY`.',
  ],
  'eightxeight-invalid-argument': [
    'The `argument` is not valid for 8x8; nothing was sent.',
    'Check its value.',
  ],
  'eightxeight-invalid-request': [
    "8x8 rejected the request as invalid; `upstream` has 8x8's message.",
    'Check the sub-account and the numbers.',
  ],
  'eightxeight-not-found': [
    '8x8 has no such sub-account, number, session or webhook.',
    "Check the pool's `subAccountId`.",
  ],
  'eightxeight-unauthorized': [
    '8x8 rejected the API key of Maskline.',
    'Check `EIGHTXEIGHT_API_KEY`.',
  ],
  'eightxeight-forbidden': [
    'The 8x8 API key of Maskline has no access to this sub-account.',
    'Use the key of the sub-account, or contact 8x8.',
  ],
  'eightxeight-refused': [
    "8x8 refused the request with another 4xx; `upstream` has 8x8's message.",
    'Correct the request; a retry fails again.',
  ],
  'eightxeight-bad-response': [
    'The response of 8x8 is invalid. `reason`: `redirect`, `too-large`, `not-json`, or `unexpected` with the `field`.',
    'Check `EIGHTXEIGHT_BASE_URL`. A requested call may or may not have been started.',
  ],
  'eightxeight-unavailable': [
    '8x8 is unavailable. `reason`: `timeout`, `network`, `server-error`, `rate-limited`.',
    'Retry later. A requested call may or may not have been started.',
  ],
  'database-unavailable': [
    'The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down.',
    'Retry. An idempotent request is safe to retry, although its change may have been stored.',
  ],
  'not-ready': [
    'The database does not respond.',
    'Send no requests to this replica until it is ready.',
  ],
  'last-party': [
    'The booking has only this party, and a booking keeps at least one.',
    'Cancel the booking, or replace the party with `PUT`.',
  ],
  'number-mode-mismatch': [
    'The request names virtual numbers for the other `numberMode`. In mode `shared` the booking has one `virtualNumber`, in mode `per-party` each party has its own.',
    'Name `virtualNumber` of the booking in mode `shared`, and of its parties in mode `per-party`.',
  ],
  'assignment-contended': [
    'Other bookings took every number that was tried.',
    'Retry with the same reference.',
  ],
  overloaded: ['Too many requests are in progress.', 'Retry in a moment.'],
};
