// Made by `npm run generate` from the OpenAPI document.
export interface paths {
  '/docs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows the API reference, a page
     * @description It loads nothing from other hosts.
     */
    get: operations['getDocs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/docs/errors': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows the meaning of each error code
     * @description The `type` of a problem links to its row.
     */
    get: operations['getErrorDocs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Returns whether the process runs
     * @description Restart it if it does not answer.
     */
    get: operations['isLive'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Returns whether this replica can serve calls and requests */
    get: operations['isReady'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Returns metrics for Prometheus
     * @description They contain no number, id or secret. With `METRICS_PORT` they are available on that port only.
     */
    get: operations['getMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows this document */
    get: operations['getOpenApi'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/api-keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists API keys, newest first
     * @description Does not return the keys themselves.
     *
     *     Scope: `keys:write`.
     */
    get: operations['listApiKeys'];
    put?: never;
    /**
     * Creates an API key
     * @description It can have only scopes and pools that the requesting key has.
     *
     *     Scope: `keys:write`.
     */
    post: operations['createApiKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/api-keys/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows an API key
     * @description Does not return the key itself.
     *
     *     Scope: `keys:write`.
     */
    get: operations['getApiKey'];
    put?: never;
    post?: never;
    /**
     * Revokes an API key
     * @description Every replica refuses it within five seconds. Revoking it again has no effect.
     *
     *     Scope: `keys:write`.
     */
    delete: operations['revokeApiKey'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/api-keys/{id}/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rotates an API key
     * @description The successor has the same permissions, and the old key stays valid for `overlapSeconds`.
     *
     *     Scope: `keys:write`.
     */
    post: operations['rotateApiKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audit-events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists audit events, newest first
     * @description Scope: `audit:read`; not for keys that are restricted to pools.
     */
    get: operations['listAuditEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/blocks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists blocks
     * @description Newest first, also those that have ended.
     *
     *     Scope: `blocks:read`.
     */
    get: operations['listBlocks'];
    put?: never;
    /**
     * Blocks a person from another person, or from anybody
     * @description Their calls are refused with the words that a stranger hears, and they cannot be booked together. Blocking the same again returns the same block, with the later of both ends. A block for every pool requires a key that is not restricted to pools.
     *
     *     Scope: `blocks:write`.
     */
    post: operations['createBlock'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/blocks/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Returns a block
     * @description With `?reveal=true` its phone numbers are not masked; this requires the scope `numbers:reveal` as well, and writes an audit record.
     *
     *     Scope: `blocks:read`.
     */
    get: operations['getBlock'];
    put?: never;
    post?: never;
    /**
     * Deletes a block
     * @description Calls of the person connect again, as far as bookings allow it.
     *
     *     Scope: `blocks:write`.
     */
    delete: operations['deleteBlock'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists bookings
     * @description The newest come first; PINs are omitted.
     *
     *     Scope: `bookings:read`.
     */
    get: operations['listBookings'];
    put?: never;
    /**
     * Creates a booking
     * @description With one party it is `open`, until the other party joins. Repeating a request with the same reference and content returns the same booking.
     *
     *     Scope: `bookings:write`.
     */
    post: operations['createBooking'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings.csv': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Exports bookings as CSV
     * @description The newest come first; PINs are omitted. The next page is in the `Link` header (RFC 8288). With `?reveal=true` the phone numbers are not masked; this requires the scope `numbers:reveal` as well, and writes an audit record for each booking.
     *
     *     Scope: `bookings:read`.
     */
    get: operations['exportBookings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings/batch': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Creates up to 500 bookings
     * @description The result is as if they were sent one after another: each is created or refused by itself, and repeating the request returns the same bookings. A batch counts as one request for each of its bookings towards the limit of the key.
     *
     *     Scope: `bookings:write`.
     */
    post: operations['createBookings'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Lists the bookings of a phone number
     * @description The number is in the body, so that it is in no log of URLs; the audit record of the search omits it. The newest come first; PINs are omitted.
     *
     *     Scope: `bookings:read`.
     */
    post: operations['searchBookings'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Returns a booking
     * @description With `?reveal=true` its phone numbers are not masked; this requires the scope `numbers:reveal` as well, and writes an audit record. A response with full numbers or PINs is always sent in full, never as 304: the client may know the tag from a response without them.
     *
     *     Scope: `bookings:read`.
     */
    get: operations['getBooking'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Updates an active booking
     * @description Only the fields in the request change.
     *
     *     Scope: `bookings:write`.
     */
    patch: operations['updateBooking'];
    trace?: never;
  };
  '/v1/bookings/{id}/blocks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Blocks a party of a booking from the other party
     * @description Creates a block for each pair of their phone numbers, in the pool of the booking or in every pool. Repeating the request returns the same blocks.
     *
     *     Scope: `blocks:write`.
     */
    post: operations['blockParty'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings/{id}/calls': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists the calls of a booking
     * @description Newest first.
     *
     *     Scope: `calls:read`.
     */
    get: operations['listCallsOfBooking'];
    put?: never;
    /**
     * Starts a call from the app
     * @description 8x8 rings the party with the role `from`, plays the announcement to it and rings the other party; each sees its own virtual number.
     *
     *     Scope: `bookings:write`.
     */
    post: operations['startCall'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancels a booking
     * @description Its calls stop connecting immediately. Cancelling it again changes nothing.
     *
     *     Scope: `bookings:write`.
     */
    post: operations['cancelBooking'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings/{id}/complete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Completes a booking
     * @description Calls connect until the pool's grace period is over. Completing it again changes nothing.
     *
     *     Scope: `bookings:write`.
     */
    post: operations['completeBooking'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings/{id}/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists the texts of a booking
     * @description Newest first. With `?reveal=true` it shows what was written, if the pool keeps it: this also needs the scope `numbers:reveal` and is recorded in the audit trail.
     *
     *     Scope: `messages:read`.
     */
    get: operations['listMessagesOfBooking'];
    put?: never;
    /**
     * Sends a text of yours to a party of a booking, from the virtual number that the party calls
     * @description Repeating a request with the same reference and content sends nothing again and returns the text as it is now.
     *
     *     Scope: `messages:write`.
     */
    post: operations['sendMessage'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings/{id}/parties/{role}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Adds or replaces a party
     * @description A second party joins an `open` booking with a role of its own; any other role must be that of a party. The booking keeps its virtual number if it is available for the new party. In mode `per-party` the other party always keeps its number. Repeating the request changes nothing.
     *
     *     Scope: `bookings:write`.
     */
    put: operations['replaceParty'];
    post?: never;
    /**
     * Removes a party
     * @description The booking is `open` then: the other party keeps its virtual number, and another one can join. The removed party cannot get its number for another booking before the cool-down is over. Removing it again changes nothing.
     *
     *     Scope: `bookings:write`.
     */
    delete: operations['removeParty'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings/{id}/reopen': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Reopens a booking that was completed or has expired
     * @description It keeps its virtual number if both parties can still have it, and gets another one otherwise; in mode `per-party` this holds for each party. Without `expiresAt` and `ttlSeconds` it ends `idleTtlSeconds` from now, or else after the pool's `bookingTtlSeconds`. Repeating the request changes nothing.
     *
     *     Scope: `bookings:write`.
     */
    post: operations['reopenBooking'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/bookings/{id}/reports': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists the abuse reports about a booking
     * @description Newest first. With `?reveal=true` they have their texts; this requires the scope `numbers:reveal` as well, and writes an audit record.
     *
     *     Scope: `bookings:read`.
     */
    get: operations['listReports'];
    put?: never;
    /**
     * Stores an abuse report of a party about a booking
     * @description Until `heldUntil`, retention does not delete the booking and its calls. The report does not block anybody.
     *
     *     Scope: `bookings:write`.
     */
    post: operations['reportBooking'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/calls': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists calls
     * @description Newest first. If `Accept` prefers `text/csv`, the response is CSV and the next page is in the `Link` header (RFC 8288).
     *
     *     Scope: `calls:read`.
     */
    get: operations['listCalls'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/calls/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Lists the calls that a phone number made, whether or not it belongs to a booking
     * @description The number is in the body, so that it is in no log of URLs; the audit record of the search omits it. The newest come first.
     *
     *     Scope: `calls:read`.
     */
    post: operations['searchCalls'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/calls/{sessionId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows a call
     * @description With `?reveal=true` its numbers are not masked: this also needs the scope `numbers:reveal` and is recorded in the audit trail.
     *
     *     Scope: `calls:read`.
     */
    get: operations['getCall'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/calls/{sessionId}/explain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Explains how the call would be routed if it came now
     * @description Its caller need not be known to the client. Connects nobody and records nothing.
     *
     *     Scope: `calls:read`.
     */
    post: operations['explainCall'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/calls/{sessionId}/recordings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists the recordings of a call
     * @description Returns what 8x8 has reported, and queries 8x8's API until each recording is in a final state. A `fileUrl` is passed on, never fetched.
     *
     *     Scope: `calls:read`.
     */
    get: operations['listRecordings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/console-sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists who is signed in to the console, newest first
     * @description A key that is restricted to pools sees sessions of keys that are restricted to some of them.
     *
     *     Scope: `keys:write`.
     */
    get: operations['listConsoleSessions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/console-sessions/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Revokes all sessions of a key, on every replica within five seconds
     * @description The key stays valid: revoke it too if it may be known to somebody else.
     *
     *     Scope: `keys:write`.
     */
    post: operations['revokeConsoleSessions'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/console-sessions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revokes a session, on every replica within five seconds
     * @description Revoking it again has no effect.
     *
     *     Scope: `keys:write`.
     */
    delete: operations['revokeConsoleSession'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists dead letters
     * @description They are malformed messages of 8x8, newest first; anything that looks like a number is masked.
     *
     *     Scope: `calls:read`; not for keys that are restricted to pools.
     */
    get: operations['listDeadLetters'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/erasures': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists erasures and how far they are, newest first
     * @description Says neither whose phone number was erased nor why.
     *
     *     Scope: `erasures:write`; not for keys that are restricted to pools.
     */
    get: operations['listErasures'];
    put?: never;
    /**
     * Erases a phone number from all stored data
     * @description Bookings, calls and records of texts stay, without the number. Blocks of the number are deleted, also those that protect somebody from it; so are its opt-outs. 8x8 is asked to erase its texts. If calls still connect through its bookings, the request fails, unless `endBookings` ends these bookings first.
     *
     *     Scope: `erasures:write`; not for keys that are restricted to pools.
     */
    post: operations['erasePhoneNumber'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/erasures/carrier': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Counts the texts that 8x8 has yet to erase
     * @description The job `carrier-erasures` asks 8x8 to erase one after the other.
     *
     *     Scope: `erasures:write`; not for keys that are restricted to pools.
     */
    get: operations['getCarrierErasures'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-subscriptions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists event subscriptions
     * @description Newest first.
     *
     *     Scope: `events:read`; not for keys that are restricted to pools.
     */
    get: operations['listEventSubscriptions'];
    put?: never;
    /**
     * Creates an event subscription
     * @description Only this response, and that of a secret rotation, contains the secret.
     *
     *     Scope: `events:write`; not for keys that are restricted to pools.
     */
    post: operations['createEventSubscription'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-subscriptions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows an event subscription
     * @description Scope: `events:read`; not for keys that are restricted to pools.
     */
    get: operations['getEventSubscription'];
    put?: never;
    post?: never;
    /**
     * Deletes an event subscription
     * @description Its pending deliveries are not sent.
     *
     *     Scope: `events:write`; not for keys that are restricted to pools.
     */
    delete: operations['deleteEventSubscription'];
    options?: never;
    head?: never;
    /**
     * Updates an event subscription
     * @description Omitted properties do not change; null for `types` or `pools` means all.
     *
     *     Scope: `events:write`; not for keys that are restricted to pools.
     */
    patch: operations['updateEventSubscription'];
    trace?: never;
  };
  '/v1/event-subscriptions/{id}/rotate-secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rotates the secret of an event subscription
     * @description The previous secret stays valid for another 24 hours.
     *
     *     Scope: `events:write`; not for keys that are restricted to pools.
     */
    post: operations['rotateSubscriptionSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists events
     * @description Newest first.
     *
     *     Scope: `events:read`; not for keys that are restricted to pools.
     */
    get: operations['listEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/events/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows an event and its deliveries
     * @description Scope: `events:read`; not for keys that are restricted to pools.
     */
    get: operations['getEvent'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/events/{id}/redeliver': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sends an event again
     * @description It goes to one event subscription, or, without a body, to all enabled ones that subscribe to it or have received it.
     *
     *     Scope: `events:write`; not for keys that are restricted to pools.
     */
    post: operations['redeliverEvent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/exports': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Exports the stored data of a phone number, page by page
     * @description Blocks come first, then bookings, calls, texts and opt-outs, newest first. The response has no phone number. Each request writes an audit record.
     *
     *     Scope: `numbers:reveal`; not for keys that are restricted to pools.
     */
    post: operations['exportPhoneNumber'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/jobs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists scheduled jobs
     * @description Shows the last run of each, with its replica and outcome, and when it is due next.
     *
     *     Scope: `jobs:run`; not for keys that are restricted to pools.
     */
    get: operations['listJobs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/jobs/{name}/run': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Runs a job now
     * @description Scope: `jobs:run`; not for keys that are restricted to pools.
     */
    post: operations['runJob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/jobs/{name}/set-aside': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists the set-aside items of a job
     * @description Each failed because of its own data; the job skips it.
     *
     *     Scope: `jobs:run`; not for keys that are restricted to pools.
     */
    get: operations['listSetAsideJob'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/jobs/{name}/set-aside/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Retries the set-aside items of a job in its next run
     * @description Scope: `jobs:run`; not for keys that are restricted to pools.
     */
    post: operations['retrySetAsideJob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists texts
     * @description Newest first. If `Accept` prefers `text/csv`, the response is CSV and the next page is in the `Link` header (RFC 8288). It never shows what was written.
     *
     *     Scope: `messages:read`.
     */
    get: operations['listMessages'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/messages/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows a text
     * @description With `?reveal=true` it shows what was written, if the pool keeps it: this also needs the scope `numbers:reveal` and is recorded in the audit trail.
     *
     *     Scope: `messages:read`.
     */
    get: operations['getMessage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/number-keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists the keys for phone numbers and their progress in the key rotation
     * @description Shows ids only, no key material.
     *
     *     Scope: `jobs:run`; not for keys that are restricted to pools.
     */
    get: operations['listNumberKeys'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/pools': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists pools
     * @description Newest first.
     *
     *     Scope: `pools:read`.
     */
    get: operations['listPools'];
    put?: never;
    /**
     * Creates a pool
     * @description Scope: `pools:write`; not for keys that are restricted to pools.
     */
    post: operations['createPool'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/pools/{pool}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows a pool
     * @description Scope: `pools:read`.
     */
    get: operations['getPool'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Changes the policy of a pool
     * @description Only the given fields change; `messages`, `languages`, `messageKeywords` and `messageReplies` are replaced as a whole.
     *
     *     Scope: `pools:write`.
     */
    patch: operations['updatePool'];
    trace?: never;
  };
  '/v1/pools/{pool}/capacity': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Returns how many virtual numbers a pool needs
     * @description Omitted parameters are taken from the current load of the pool. `otherModes` shows what the same load needs in the other `numberMode`.
     *
     *     Scope: `pools:read`.
     */
    get: operations['getPoolCapacity'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/pools/{pool}/decision-hook': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows the decision hook of a pool
     * @description Scope: `pools:read`.
     */
    get: operations['getDecisionHook'];
    put?: never;
    /**
     * Creates the decision hook of a pool: from now on Maskline asks its URL before it connects a call
     * @description Only this response, and that of a secret rotation, contains the secret.
     *
     *     Scope: `pools:write`.
     */
    post: operations['createDecisionHook'];
    /**
     * Deletes the decision hook of a pool
     * @description Calls connect without a question again.
     *
     *     Scope: `pools:write`.
     */
    delete: operations['deleteDecisionHook'];
    options?: never;
    head?: never;
    /**
     * Changes the decision hook of a pool
     * @description Only the given fields change.
     *
     *     Scope: `pools:write`.
     */
    patch: operations['updateDecisionHook'];
    trace?: never;
  };
  '/v1/pools/{pool}/decision-hook/rotate-secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rotates the secret of a decision hook
     * @description The previous secret stays valid for another 24 hours.
     *
     *     Scope: `pools:write`.
     */
    post: operations['rotateDecisionHookSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/pools/{pool}/held-sync': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Dismisses the held sync of a pool, if there is one
     * @description No number is retired; a later list may be held again.
     *
     *     Scope: `pools:write`.
     */
    delete: operations['dismissHeldSync'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/pools/{pool}/load': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Returns the load of a pool
     * @description It includes a page of its virtual numbers, those with the most active bookings first. A number whose load changes between two pages can be missing or appear twice.
     *
     *     Scope: `pools:read`.
     */
    get: operations['getPoolLoad'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/pools/{pool}/numbers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Adds virtual numbers to a pool
     * @description Adds all or none. Numbers that it already contains are left unchanged. The phone of a party to a live booking cannot be added.
     *
     *     Scope: `pools:write`.
     */
    post: operations['addVirtualNumbers'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/pools/{pool}/rebalance': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rebalances a pool
     * @description Moves bookings off unusable virtual numbers and off overloaded ones. With `?dryRun=true` it only returns the plan.
     *
     *     Scope: `pools:write`.
     */
    post: operations['rebalancePool'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/pools/{pool}/sync': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Syncs the numbers of the pool's sub-account with 8x8
     * @description New numbers are added to this pool. A list that would retire most numbers of a pool is held until you confirm it: with `confirmHeldSync`, its missing numbers are retired and no request is sent to 8x8.
     *
     *     Scope: `pools:write`.
     */
    post: operations['syncPool'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/routing/explain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Explains how a call would be routed now, and why
     * @description Connects nobody and records nothing.
     *
     *     Scope: `bookings:read`.
     */
    post: operations['explainRouting'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/stats/call-handles': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows how fast call handles were answered
     * @description Covers the last five minutes of the replica that responds; `/metrics` has all replicas. A value is the upper bound of a bucket, and null above 800 ms.
     *
     *     Scope: `calls:read`; not for keys that are restricted to pools.
     */
    get: operations['getCallHandleLatency'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/stats/calls': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Sums up calls
     * @description Covers full hours, grouped by day, hour, pool, virtual number or outcome.
     *
     *     Scope: `calls:read`.
     */
    get: operations['getCallStats'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/stats/calls/recent': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Counts the calls of the last minutes
     * @description Includes calls in progress, which statistics by the hour show later.
     *
     *     Scope: `calls:read`.
     */
    get: operations['getRecentCalls'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/stats/calls/worst-numbers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists the virtual numbers with the lowest answer rates of the last 24 hours
     * @description Looks at the newest 100,000 calls.
     *
     *     Scope: `calls:read`.
     */
    get: operations['getWorstNumbers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/stats/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Sums up texts and what 8x8 charges for them
     * @description Grouped by day, month, pool, virtual number or outcome. Texts that retention has deleted are not included.
     *
     *     Scope: `messages:read`.
     */
    get: operations['getMessageStats'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/stats/messages/recent': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Counts the texts of the last minutes
     * @description Scope: `messages:read`.
     */
    get: operations['getRecentMessages'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/twilio-accounts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists Twilio accounts, newest first
     * @description Does not return auth tokens.
     *
     *     Scope: `keys:write`.
     */
    get: operations['listTwilioAccounts'];
    put?: never;
    /**
     * Creates the credentials of a program that speaks Twilio Proxy's API
     * @description They can have only scopes and pools that the requesting key has.
     *
     *     Scope: `keys:write`.
     */
    post: operations['createTwilioAccount'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/twilio-accounts/{accountSid}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows a Twilio account
     * @description Does not return the auth token.
     *
     *     Scope: `keys:write`.
     */
    get: operations['getTwilioAccount'];
    put?: never;
    post?: never;
    /**
     * Revokes a Twilio account
     * @description Every replica refuses it within five seconds. Revoking it again has no effect.
     *
     *     Scope: `keys:write`.
     */
    delete: operations['revokeTwilioAccount'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/virtual-numbers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Lists virtual numbers
     * @description Ordered by number.
     *
     *     Scope: `pools:read`.
     */
    get: operations['listVirtualNumbers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/virtual-numbers/{msisdn}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shows a virtual number
     * @description Scope: `pools:read`.
     */
    get: operations['getVirtualNumber'];
    put?: never;
    post?: never;
    /**
     * Deletes a virtual number
     * @description A number that takes bookings, or is used by a booking or route, cannot be deleted. If 8x8 still lists the number, the next sync adds it again.
     *
     *     Scope: `pools:write`.
     */
    delete: operations['deleteVirtualNumber'];
    options?: never;
    head?: never;
    /**
     * Changes a virtual number
     * @description Only the given fields change.
     *
     *     Scope: `pools:write`.
     */
    patch: operations['updateVirtualNumber'];
    trace?: never;
  };
  '/webhooks/8x8/call-action': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Answers a call handle (VCA)
     * @description An unreadable body also gets a callflow, because a person is on the line.
     */
    post: operations['answerCallHandle'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/8x8/call-status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Takes a call status (VCS)
     * @description A malformed message is kept as a dead letter.
     */
    post: operations['takeCallStatus'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/8x8/recording': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Takes a recording update (VRU)
     * @description A malformed message is kept as a dead letter.
     */
    post: operations['takeRecordingUpdate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/8x8/session-summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Takes a session summary (VSS)
     * @description A malformed message is kept as a dead letter.
     */
    post: operations['takeSessionSummary'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/8x8/sms': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Takes a text that arrived, or a delivery receipt
     * @description A malformed message is kept as a dead letter, without its text. XML is refused: set the receipts of the 8x8 account to JSON.
     */
    post: operations['takeSmsMessage'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/webhooks/8x8/virtual-numbers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Takes a report on virtual numbers (VNU)
     * @description A malformed message is kept as a dead letter. Entries that are not numbers are kept as well, and the other entries are applied.
     */
    post: operations['takeNumberUpdate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export interface webhooks {
  event: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Receives an event
     * @description Sent to the event subscriptions for its type and pool, signed by Standard Webhooks. Delivered at least once: the same `id` can arrive again.
     */
    post: operations['receiveEvent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export interface components {
  schemas: {
    AddVirtualNumberInput: {
      msisdn: string;
      countryCode?: string;
      referenceId?: string;
      numberType?: string;
      /** @enum {string} */
      operationalStatus?: 'Active' | 'Unhealthy' | 'Expiring' | 'Inactive';
      /** @enum {string} */
      state?: 'enabled' | 'draining' | 'disabled' | 'pending';
      weight?: number;
      /** @description Whether only bookings that name the number get it. */
      reserved?: boolean;
      maxActiveBookings?: number | null;
      /** @description The channels that the number can carry. 8x8's API does not say. */
      capabilities?: components['schemas']['CapabilitiesInput'];
    };
    AddVirtualNumbersInput: {
      numbers: components['schemas']['AddVirtualNumberInput'][];
    };
    ApiKey: {
      /** Format: uuid */
      id: string;
      name: string;
      /** @description The beginning of the key, to recognize it. */
      prefix: string;
      /** @enum {string} */
      status: 'active' | 'expired' | 'revoked';
      scopes: (
        | 'audit:read'
        | 'blocks:read'
        | 'blocks:write'
        | 'bookings:read'
        | 'bookings:write'
        | 'calls:read'
        | 'erasures:write'
        | 'events:read'
        | 'events:write'
        | 'jobs:run'
        | 'keys:write'
        | 'messages:read'
        | 'messages:write'
        | 'numbers:reveal'
        | 'pools:read'
        | 'pools:write'
      )[];
      /** @description Names of the pools that it is restricted to; null: all pools. */
      pools: string[] | null;
      /** @description Requests per minute; null: the default of the installation. */
      rateLimitPerMinute: number | null;
      /** Format: date-time */
      expiresAt: string | null;
      /** Format: date-time */
      revokedAt: string | null;
      /**
       * Format: date-time
       * @description Accurate to the minute.
       */
      lastUsedAt: string | null;
      /** Format: uuid */
      successorId: string | null;
      /** @description The ID of the key that created it, or `bootstrap`. */
      createdBy: string;
      /** Format: date-time */
      createdAt: string;
    };
    /** @description The key is expired or revoked. */
    ApiKeyEndedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'api-key-ended';
      requestId?: string;
      keyStatus: string;
    };
    /** @description No API key has this ID. */
    ApiKeyNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'api-key-not-found';
      requestId?: string;
    };
    ApiKeyPage: {
      items: components['schemas']['ApiKey'][];
      nextCursor: string | null;
    };
    /** @description The key already has a successor. Rotate that one instead. */
    ApiKeyRotatedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'api-key-rotated';
      requestId?: string;
      successorId: string;
    };
    AppCall: {
      /** @description Identifies the call in `GET /v1/calls/{sessionId}` once 8x8 has reported it. */
      sessionId: string;
      /** Format: uuid */
      bookingId: string;
      from: string;
      to: string;
      /** @description The number that the party with the role `from` sees. */
      virtualNumber: string;
    };
    /** @description Concurrent bookings took every virtual number that was tried; send the request again. */
    AssignmentContendedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 503;
      detail: string;
      instance: string;
      /** @constant */
      code: 'assignment-contended';
      requestId?: string;
    };
    AuditEvent: {
      id: string;
      /** Format: date-time */
      occurredAt: string;
      /** @description Null: the bootstrap key from the settings, or Maskline itself. */
      keyId: string | null;
      /** @description The beginning of the key; `bootstrap` or `system` without one. */
      actor: string;
      /** @description The present name of the key; null without a key, or if it has been deleted. */
      keyName: string | null;
      action: string;
      objectType: string;
      objectId: string | null;
      /** @enum {string} */
      outcome: 'done' | 'failed' | 'refused';
      code: string | null;
      ip: string | null;
      details: {
        [key: string]: unknown;
      };
    };
    AuditEventPage: {
      items: components['schemas']['AuditEvent'][];
      nextCursor: string | null;
    };
    Batch: {
      /** @description One for each booking, in the order of the request. */
      results: (components['schemas']['BookedResult'] | components['schemas']['FailedResult'])[];
    };
    /** @description Phone numbers are masked unless the request revealed them. */
    Block: {
      /** Format: uuid */
      id: string;
      /** @description The pool's name; null: the block holds in every pool. */
      pool: string | null;
      blocked: string;
      /** @description Null: the person may not reach anybody. */
      blockedFrom: string | null;
      /**
       * Format: date-time
       * @description Null: the block has no end.
       */
      until: string | null;
      reason: string | null;
      /** Format: date-time */
      createdAt: string;
    };
    /** @description until must be in the future; omit it for a block without end. */
    BlockEndInThePastProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'block-end-in-the-past';
      requestId?: string;
    };
    /** @description There is no block with this id; check the id. */
    BlockNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'block-not-found';
      requestId?: string;
    };
    BlockPage: {
      items: components['schemas']['Block'][];
      nextCursor: string | null;
    };
    BlockPartyInput: {
      /** @description Role of the party that may no longer reach the other party. */
      role: string;
      /** @description Whether the block holds in every pool; absent: in the pool of the booking. */
      everyPool?: boolean;
      /**
       * Format: date-time
       * @description Time at which the block ends; absent: never.
       */
      until?: string;
      /** @description Your reason, for the people who read the list of blocks. Callers never hear it. */
      reason?: string;
    };
    /** @description The body is larger than this path allows. */
    BodyTooLargeProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 413;
      detail: string;
      instance: string;
      /** @constant */
      code: 'body-too-large';
      requestId?: string;
    };
    /** @description A booking that this request created (201), or an earlier identical one (200). */
    BookedResult: {
      status: number;
      booking: components['schemas']['Booking'];
    };
    Booking: {
      /** Format: uuid */
      id: string;
      /** @description The pool's name. */
      pool: string;
      reference: string;
      /** @enum {string} */
      status: 'active' | 'cancelled' | 'completed' | 'expired' | 'open';
      /** @enum {string} */
      numberMode: 'per-party' | 'shared';
      /** @description The number that both parties dial; null in mode `per-party`. */
      virtualNumber: string | null;
      parties: components['schemas']['Party'][];
      /**
       * Format: date-time
       * @description Time from which calls connect; null: from the creation.
       */
      startsAt: string | null;
      /** Format: date-time */
      expiresAt: string;
      /** @description Each connected call moves `expiresAt` to this many seconds after the call; null: it stays. */
      idleTtlSeconds: number | null;
      /**
       * Format: date-time
       * @description `expiresAt` never moves beyond this time; null: no limit.
       */
      maxExpiresAt: string | null;
      /**
       * Format: date-time
       * @description Time until which calls connect; null if the booking has no routes left.
       */
      callableUntil: string | null;
      /** Format: date-time */
      endedAt: string | null;
      callRecording: boolean;
      /** @description Roles whose calls connect; null: both. */
      callersAllowed: string[] | null;
      /** @description How the parties can reach each other; null: the channels of the pool. */
      channels: ('sms' | 'voice')[] | null;
      announcement:
        components['schemas']['SayParams'] | components['schemas']['PlayFileParams'] | null;
      /** @description Quiet hours of its parties; null: those of the pool. */
      quietHours: components['schemas']['PartyQuietHours'][] | null;
      metadata: {
        [key: string]: unknown;
      };
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** @description Changes whenever the response would change; also sent as the `ETag`. */
      version: string;
    };
    /** @description The booking has already ended; create a new booking. */
    BookingEndedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'booking-ended';
      requestId?: string;
      bookingStatus: string;
    };
    /** @description This party cannot call the other now: see status, startsAt, callableUntil, callersAllowed and quietHours. */
    BookingNotCallableProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'booking-not-callable';
      requestId?: string;
    };
    /** @description There is no booking with this id; check the id. */
    BookingNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'booking-not-found';
      requestId?: string;
    };
    BookingPage: {
      items: components['schemas']['Booking'][];
      nextCursor: string | null;
    };
    /** @description Calls of this phone number still connect; end its bookings, or send endBookings: true. */
    BookingsLiveProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'bookings-live';
      requestId?: string;
      bookings: number;
      bookingIds: string[];
    };
    Call: {
      sessionId: string;
      /** @description The pool's name; null if the dialled number is in no pool. */
      pool: string | null;
      /** Format: uuid */
      bookingId: string | null;
      virtualNumber: string | null;
      caller: {
        role: string | null;
        phoneNumber: string | null;
      };
      callee: {
        role: string | null;
      };
      /**
       * @description Maskline's decision on the call handle; null if no call handle has arrived.
       * @enum {string|null}
       */
      decision: 'ask' | 'connect' | 'refuse' | null;
      reason: string | null;
      /** Format: date-time */
      decidedAt: string | null;
      /** @enum {string} */
      outcome:
        | 'answered'
        | 'busy'
        | 'caller-hung-up'
        | 'failed'
        | 'in-progress'
        | 'missed'
        | 'refused'
        | 'unknown'
        | 'unreachable';
      /** @description 8x8's status of the session; null while the call is in progress. */
      sessionStatus: string | null;
      error: {
        code: number;
        message: string;
      } | null;
      /** Format: date-time */
      startedAt: string | null;
      /** Format: date-time */
      endedAt: string | null;
      /** @description Talk time of the two parties. */
      talkSeconds: number | null;
      legs: components['schemas']['Leg'][];
      recordings: components['schemas']['RecordingRow'][];
      /** Format: date-time */
      createdAt: string;
    };
    CallHandleLatency: {
      /** @description Call handles of the last five minutes. */
      calls: number;
      /** @description Milliseconds within which half of them had their response; null if there were none. */
      p50Ms: number | null;
      p95Ms: number | null;
      p99Ms: number | null;
    };
    /** @description No call has this session id. If it has just begun, try again in a moment. */
    CallNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'call-not-found';
      requestId?: string;
    };
    CallPage: {
      items: components['schemas']['Call'][];
      nextCursor: string | null;
    };
    CallStats: {
      /** @description Start of the first full hour that is included. */
      from: string;
      to: string;
      /** @enum {string} */
      groupBy: 'day' | 'hour' | 'outcome' | 'pool' | 'virtualNumber';
      items: components['schemas']['CallSums'][];
      nextCursor: string | null;
    };
    CallSums: {
      /** @description The day, hour, pool, virtual number or outcome; null for calls that have none. */
      key: string | null;
      calls: number;
      answered: number;
      missed: number;
      /** @description Share of answered calls among the calls that rang or should have rung; null if there were none. */
      answerRate: number | null;
      talkSeconds: number;
      /** @description Mean talk time of the answered calls. */
      meanTalkSeconds: number | null;
      /** @description Mean opinion score, 1 to 5, of the calls with a known quality. */
      meanMos: number | null;
    };
    /** @description The phone or the number of this call is not known, so it cannot be decided again. */
    CallerUnknownProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'caller-unknown';
      requestId?: string;
    };
    /** @description The body of the response to a call handle. */
    Callflow: {
      /** @description 8x8 sends it back with the next call handle of the call. */
      clientActionId?: string;
      callflow: (
        | components['schemas']['MakeCallAction']
        | components['schemas']['SayAction']
        | components['schemas']['PlayFileAction']
        | components['schemas']['SayAndCaptureAction']
        | components['schemas']['HangupAction']
      )[];
    };
    /** @description The channels that a number can carry. 8x8's API does not say, so the operator does. */
    Capabilities: {
      voice: boolean;
      sms: boolean;
    };
    /** @description Omitted channels keep their value; a new number has `voice` only. */
    CapabilitiesInput: {
      voice?: boolean;
      sms?: boolean;
    };
    /** @description Texts of erased phone numbers that 8x8 has yet to erase. */
    CarrierErasures: {
      waiting: number;
      /** @description How many of them 8x8 was asked to erase before, without success. */
      tried: number;
      /**
       * Format: date-time
       * @description Since when the oldest one waits; null: none waits.
       */
      oldestAt: string | null;
      /**
       * Format: date-time
       * @description When 8x8 is asked next; null: none waits.
       */
      nextAt: string | null;
    };
    /** @description There is no session with this id; check the id. */
    ConsoleSessionNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'console-session-not-found';
      requestId?: string;
    };
    CreateApiKeyInput: {
      /** @description Name by which people recognize the key. */
      name: string;
      scopes: (
        | 'bookings:read'
        | 'bookings:write'
        | 'blocks:read'
        | 'blocks:write'
        | 'pools:read'
        | 'pools:write'
        | 'calls:read'
        | 'messages:read'
        | 'messages:write'
        | 'numbers:reveal'
        | 'keys:write'
        | 'audit:read'
        | 'jobs:run'
        | 'events:read'
        | 'events:write'
        | 'erasures:write'
      )[];
      /** @description IDs or names; absent: all pools. */
      pools?: string[];
      /** @description Requests per minute. Absent: the limit of the key that creates it, or the default of the installation. */
      rateLimitPerMinute?: number;
      /**
       * Format: date-time
       * @description Absent: the expiry of the key that creates it, or never.
       */
      expiresAt?: string;
    };
    CreateBlockInput: {
      /** @description Id or name of the pool in which the block holds; absent: every pool. */
      pool?: string;
      /** @description Phone number of the person who may not call, in E.164 with `+`. */
      blocked: string;
      /** @description Phone number that the person may not reach, in E.164 with `+`; absent: anybody. */
      blockedFrom?: string;
      /**
       * Format: date-time
       * @description Time at which the block ends; absent: never.
       */
      until?: string;
      /** @description Your reason, for the people who read the list of blocks. Callers never hear it. */
      reason?: string;
    };
    CreateBookingInput: {
      /** @description Id or name of the pool. */
      pool: string;
      /** @description The client's own id of the booking. Repeating a request with the same reference and content returns the same booking. The prefix `erased:` is reserved for references that Maskline replaced because they contained an erased phone number. */
      reference: string;
      /** @description Two parties, or one: the booking is then `open`, and the other party joins later. */
      parties: components['schemas']['PartyInput'][];
      /**
       * @description `shared`: both parties dial the same virtual number. `per-party`: each party dials one of its own. Absent: the pool's mode.
       * @enum {string}
       */
      numberMode?: 'shared' | 'per-party';
      /** @description Virtual number that both parties dial, in E.164; only in mode `shared`. Absent: Maskline selects one. */
      virtualNumber?: string;
      /** @description Whether calls are recorded; absent: the pool's setting. */
      callRecording?: boolean;
      metadata?: {
        [key: string]: unknown;
      };
      /**
       * Format: date-time
       * @description Time from which calls connect; absent or null: at once. The virtual number is reserved from the creation on.
       */
      startsAt?: string | null;
      /** @description Each connected call moves the end to this many seconds after the call; absent or null: the end stays. Requires `maxExpiresAt`. */
      idleTtlSeconds?: number | null;
      /**
       * Format: date-time
       * @description The booking ends at this time at the latest; absent or null: no limit.
       */
      maxExpiresAt?: string | null;
      /** @description Quiet hours of the parties; absent or null: those of the pool. */
      quietHours?: components['schemas']['PartyQuietHoursInput'][] | null;
      /** @description Roles whose calls connect; absent or null: both. */
      callersAllowed?: string[] | null;
      /** @description How the parties can reach each other; absent or null: the channels of the pool. */
      channels?: ('voice' | 'sms')[] | null;
      /** @description Message that the caller hears before being connected; absent or null: the pool's announcement. */
      announcement?:
        components['schemas']['SayParams'] | components['schemas']['PlayFileParams'] | null;
      ttlSeconds?: number;
      /** Format: date-time */
      expiresAt?: string;
    };
    /** @description Each booking is validated by itself, so that an invalid one is refused alone. */
    CreateBookingsInput: {
      bookings: components['schemas']['CreateBookingInput'][];
    };
    CreateDecisionHookInput: {
      url: string;
      /**
       * @description What happens to a call of a party if the hook gives no valid answer in time.
       * @enum {string}
       */
      onFailure: 'connect' | 'refuse';
      /** @description Whether the hook is also asked about callers without a booking, and may connect them to a party of a booking or to a phone. Off by default. */
      unknownCallers?: boolean;
    };
    CreateEventSubscriptionInput: {
      url: string;
      /** @description Absent or null: all types. */
      types?:
        | (
            | 'booking.created'
            | 'booking.number_changed'
            | 'booking.completed'
            | 'booking.cancelled'
            | 'booking.expired'
            | 'booking.reopened'
            | 'booking.reported'
            | 'call.started'
            | 'call.answered'
            | 'call.missed'
            | 'call.ended'
            | 'call.refused'
            | 'message.received'
            | 'message.refused'
            | 'message.forwarded'
            | 'message.delivered'
            | 'message.failed'
            | 'number.state_changed'
            | 'number.source_overwritten'
            | 'party.opted_out'
            | 'party.opted_in'
            | 'pool.low'
            | 'pool.exhausted'
            | 'pool.sync_held'
          )[]
        | null;
      /** @description IDs or names of pools; absent or null: all pools. */
      pools?: string[] | null;
      description?: string | null;
    };
    CreatePoolInput: {
      /** @description Lower-case letters, digits and hyphens. Must not look like a UUID, because ids are UUIDs. */
      name: string;
      subAccountId: string;
      /** @description The sub-account of texts, which 8x8 keeps apart from that of calls; absent or null: no texts. */
      smsSubAccountId?: string | null;
      policy?: components['schemas']['PoolPolicyInput'];
    };
    CreateReportInput: {
      /** @description Role of the party that complains. */
      reportedBy: string;
      /** @description What happened, in the words of the party. */
      text: string;
    };
    CreateTwilioAccountInput: {
      /** @description Name by which people recognize the account. */
      name: string;
      /** @description IDs or names of the pools that are its services; absent: all pools. */
      pools?: string[];
      /** @description Without `numbers:reveal` the identifiers of participants are masked. Absent: all scopes of Twilio Proxy's API. */
      scopes?: (
        | 'bookings:read'
        | 'bookings:write'
        | 'pools:read'
        | 'pools:write'
        | 'calls:read'
        | 'messages:read'
        | 'messages:write'
        | 'numbers:reveal'
      )[];
      /** @description 8x8's sub-account of the services that the account creates. Absent: it cannot create services, and uses existing pools. */
      subAccountId?: string;
      /** @description 8x8's sub-account for the texts of these services. Absent: they have no texts. Phone numbers that are added to them must be able to receive and send texts at 8x8. */
      smsSubAccountId?: string;
    };
    /** @description Database sessions lack settings that Maskline requires; check the configuration of the pooler. */
    DatabaseSettingsProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 503;
      detail: string;
      instance: string;
      /** @constant */
      code: 'database-settings';
      requestId?: string;
      missing: string[];
    };
    /** @description The database cannot be reached. Try again later. */
    DatabaseUnavailableProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 503;
      detail: string;
      instance: string;
      /** @constant */
      code: 'database-unavailable';
      requestId?: string;
    };
    DeadLetter: {
      type: string;
      /** @description Why the message is malformed. */
      reason: string;
      /** @description The beginning of the message; anything that looks like a number is masked. */
      content: string;
      /** @description How often the message was received. */
      times: number;
      /** Format: date-time */
      firstReceivedAt: string;
      /** Format: date-time */
      lastReceivedAt: string;
    };
    DeadLetterPage: {
      items: components['schemas']['DeadLetter'][];
      nextCursor: string | null;
    };
    DecisionHook: {
      /** @description The pool's name. */
      pool: string;
      url: string;
      /** @enum {string} */
      onFailure: 'connect' | 'refuse';
      unknownCallers: boolean;
      /**
       * Format: date-time
       * @description Until this time questions are also signed with the secret from before the rotation.
       */
      previousSecretUntil: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    /** @description The pool already has a decision hook. Change it, or delete it first. */
    DecisionHookExistsProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'decision-hook-exists';
      requestId?: string;
    };
    /** @description The pool has no decision hook. */
    DecisionHookNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'decision-hook-not-found';
      requestId?: string;
    };
    /** @description Maskline cannot ask this URL; see `reason`. */
    DecisionHookUrlRefusedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'decision-hook-url-refused';
      requestId?: string;
      path: string;
      /** @enum {string} */
      reason: 'address-not-allowed' | 'not-a-url' | 'not-https' | 'user-or-fragment';
    };
    Delivery: {
      /** Format: uuid */
      subscriptionId: string;
      /** @enum {string} */
      status: 'dead' | 'delivered' | 'pending';
      attempts: number;
      /**
       * Format: date-time
       * @description Null: no further attempt.
       */
      nextAttemptAt: string | null;
      /** Format: date-time */
      lastAttemptAt: string | null;
      /** @description HTTP status; null: no response. */
      lastStatus: number | null;
      /** @description Null: no error, or no attempt yet. */
      lastError: string | null;
    };
    /** @description A response that is not from 8x8, or not as documented. */
    EightxeightBadResponseProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 502;
      detail: string;
      instance: string;
      /** @constant */
      code: 'eightxeight-bad-response';
      requestId?: string;
      /** @enum {string} */
      reason: 'not-json' | 'redirect' | 'too-large' | 'unexpected';
      field?: string;
    };
    /** @description The 8x8 API key has no access to this sub-account. */
    EightxeightForbiddenProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 502;
      detail: string;
      instance: string;
      /** @constant */
      code: 'eightxeight-forbidden';
      requestId?: string;
      upstream: components['schemas']['UpstreamFault'];
    };
    /** @description The argument is not valid for 8x8; nothing was sent. */
    EightxeightInvalidArgumentProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'eightxeight-invalid-argument';
      requestId?: string;
      argument: string;
    };
    /** @description 8x8 rejected the request as invalid. See upstream for its reason. */
    EightxeightInvalidRequestProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'eightxeight-invalid-request';
      requestId?: string;
      upstream: components['schemas']['UpstreamFault'];
    };
    /** @description No 8x8 API key is configured. Set EIGHTXEIGHT_API_KEY. */
    EightxeightNotConfiguredProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 503;
      detail: string;
      instance: string;
      /** @constant */
      code: 'eightxeight-not-configured';
      requestId?: string;
    };
    /** @description 8x8 has no such sub-account, number, session or webhook. */
    EightxeightNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'eightxeight-not-found';
      requestId?: string;
      upstream: components['schemas']['UpstreamFault'];
    };
    /** @description 8x8 refused the request. See upstream for its reason. */
    EightxeightRefusedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 502;
      detail: string;
      instance: string;
      /** @constant */
      code: 'eightxeight-refused';
      requestId?: string;
      upstream: components['schemas']['UpstreamFault'];
    };
    /** @description 8x8 rejected the API key. Check EIGHTXEIGHT_API_KEY. */
    EightxeightUnauthorizedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 502;
      detail: string;
      instance: string;
      /** @constant */
      code: 'eightxeight-unauthorized';
      requestId?: string;
      upstream: components['schemas']['UpstreamFault'];
    };
    /** @description No response, 429 or 5xx. It is unknown whether 8x8 carried out the request. */
    EightxeightUnavailableProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 503;
      detail: string;
      instance: string;
      /** @constant */
      code: 'eightxeight-unavailable';
      requestId?: string;
      /** @enum {string} */
      reason: 'network' | 'rate-limited' | 'server-error' | 'timeout';
      networkCode?: string;
      upstream?: components['schemas']['UpstreamFault'];
    };
    Erasure: {
      /** Format: uuid */
      id: string;
      /**
       * Format: date-time
       * @description Data stored before this time is erased.
       */
      erasedAt: string;
      /** @description Bookings from which the phone number was erased. */
      bookings: number;
      /** @description Blocks of the phone number, on either side. They are deleted. */
      blocks: number;
      /** @description Other bookings whose reference, metadata or announcement contained the phone number. */
      mentions: number;
      calls: number;
      /** @description Erased calls for which 8x8 has yet to report; such a report stores the phone number again. */
      callsUnderWay: number;
      /** @description Texts from and to the phone number. 8x8 is asked to erase them too. */
      messages: number;
      /** @description Opt-outs of the phone number. They are deleted: it may get texts again. */
      optOuts: number;
    };
    /** @description How much an erasure erased. */
    ErasureCounts: {
      /** @description Bookings from which the phone number was erased. */
      bookings: number;
      /** @description Blocks of the phone number, on either side. They are deleted. */
      blocks: number;
      /** @description Other bookings whose reference, metadata or announcement contained the phone number. */
      mentions: number;
      calls: number;
      /** @description Erased calls for which 8x8 has yet to report; such a report stores the phone number again. */
      callsUnderWay: number;
      /** @description Texts from and to the phone number. 8x8 is asked to erase them too. */
      messages: number;
      /** @description Opt-outs of the phone number. They are deleted: it may get texts again. */
      optOuts: number;
    };
    ErasureInput: {
      /** @description E.164 with `+`. */
      phoneNumber: string;
      /** @description Whether to end bookings through which calls still connect; if not, such bookings make the request fail. */
      endBookings?: boolean;
    };
    /** @description An erasure and how far it is. It does not say whose phone number was erased. */
    ErasureProgress: {
      /** Format: uuid */
      id: string;
      /**
       * @description `interrupted`: its process has died; repeat the request.
       * @enum {string}
       */
      status: 'done' | 'failed' | 'interrupted' | 'running';
      /** @description The beginning of the key that requested it, or `bootstrap`. */
      actor: string;
      /** Format: date-time */
      begunAt: string;
      /**
       * @description What is being erased; null before the first step and after the last one.
       * @enum {string|null}
       */
      step:
        | 'abuse-reports'
        | 'blocks'
        | 'bookings'
        | 'calls'
        | 'events'
        | 'mentions'
        | 'messages'
        | 'pin-guards'
        | 'twilio'
        | null;
      /** Format: date-time */
      stepBegunAt: string;
      stepsDone: number;
      steps: number;
      /** @description How much was erased so far. */
      counts: components['schemas']['ErasureCounts'];
      /** Format: date-time */
      endedAt: string | null;
      /** @description The code of the error that ended it. */
      code: string | null;
    };
    ErasureProgressPage: {
      items: components['schemas']['ErasureProgress'][];
      nextCursor: string | null;
    };
    /** @description Another erasure or export is running; send the request again when it has finished. */
    ErasureUnderWayProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'erasure-under-way';
      requestId?: string;
    };
    /** @description An event as clients receive it, in a delivery and from the API. */
    Event: {
      /**
       * Format: uuid
       * @description The event's ID, the same in every delivery and attempt.
       */
      id: string;
      /** @enum {string} */
      type:
        | 'booking.cancelled'
        | 'booking.completed'
        | 'booking.created'
        | 'booking.expired'
        | 'booking.number_changed'
        | 'booking.reopened'
        | 'booking.reported'
        | 'call.answered'
        | 'call.ended'
        | 'call.missed'
        | 'call.refused'
        | 'call.started'
        | 'message.delivered'
        | 'message.failed'
        | 'message.forwarded'
        | 'message.received'
        | 'message.refused'
        | 'number.source_overwritten'
        | 'number.state_changed'
        | 'party.opted_in'
        | 'party.opted_out'
        | 'pool.exhausted'
        | 'pool.low'
        | 'pool.sync_held';
      /** Format: date-time */
      occurredAt: string;
      /** @description The pool's name. */
      pool: string;
      data: {
        [key: string]: unknown;
      };
    };
    /** @description No event has this ID; old events are deleted after their retention period. */
    EventNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'event-not-found';
      requestId?: string;
    };
    EventPage: {
      items: components['schemas']['Event'][];
      nextCursor: string | null;
    };
    EventSubscription: {
      /** Format: uuid */
      id: string;
      url: string;
      description: string | null;
      /** @description Null: all types. */
      types:
        | (
            | 'booking.cancelled'
            | 'booking.completed'
            | 'booking.created'
            | 'booking.expired'
            | 'booking.number_changed'
            | 'booking.reopened'
            | 'booking.reported'
            | 'call.answered'
            | 'call.ended'
            | 'call.missed'
            | 'call.refused'
            | 'call.started'
            | 'message.delivered'
            | 'message.failed'
            | 'message.forwarded'
            | 'message.received'
            | 'message.refused'
            | 'number.source_overwritten'
            | 'number.state_changed'
            | 'party.opted_in'
            | 'party.opted_out'
            | 'pool.exhausted'
            | 'pool.low'
            | 'pool.sync_held'
          )[]
        | null;
      /** @description Names of pools; null: all pools. */
      pools: string[] | null;
      /** @enum {string} */
      state: 'disabled' | 'enabled';
      /**
       * @description Why Maskline disabled the subscription; null if it did not.
       * @enum {string|null}
       */
      disabledReason: 'failing' | 'gone' | null;
      /**
       * Format: date-time
       * @description Until this time deliveries are also signed with the secret from before the rotation.
       */
      previousSecretUntil: string | null;
      /** Format: date-time */
      lastSuccessAt: string | null;
      /** Format: date-time */
      failingSince: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    /** @description No event subscription has this ID. */
    EventSubscriptionNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'event-subscription-not-found';
      requestId?: string;
    };
    EventSubscriptionPage: {
      items: components['schemas']['EventSubscription'][];
      nextCursor: string | null;
    };
    /** @description An event with its deliveries. */
    EventWithDeliveries: {
      deliveries: components['schemas']['Delivery'][];
      /**
       * Format: uuid
       * @description The event's ID, the same in every delivery and attempt.
       */
      id: string;
      /** @enum {string} */
      type:
        | 'booking.cancelled'
        | 'booking.completed'
        | 'booking.created'
        | 'booking.expired'
        | 'booking.number_changed'
        | 'booking.reopened'
        | 'booking.reported'
        | 'call.answered'
        | 'call.ended'
        | 'call.missed'
        | 'call.refused'
        | 'call.started'
        | 'message.delivered'
        | 'message.failed'
        | 'message.forwarded'
        | 'message.received'
        | 'message.refused'
        | 'number.source_overwritten'
        | 'number.state_changed'
        | 'party.opted_in'
        | 'party.opted_out'
        | 'pool.exhausted'
        | 'pool.low'
        | 'pool.sync_held';
      /** Format: date-time */
      occurredAt: string;
      /** @description The pool's name. */
      pool: string;
      data: {
        [key: string]: unknown;
      };
    };
    /** @description expiresAt and maxExpiresAt must be in the future. */
    ExpiryInThePastProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'expiry-in-the-past';
      requestId?: string;
    };
    ExplainRoutingInput: {
      /** @description Virtual number in E.164, with `+`. */
      virtualNumber: string;
      /** @description Caller's number in E.164, with `+`. */
      caller: string;
    };
    ExportInput: {
      /** @description E.164 with `+`. */
      phoneNumber: string;
      /** @default 50 */
      limit: number;
      cursor?: string;
    };
    /** @description A block of the phone number, on either side. */
    ExportedBlock: {
      /** @enum {string} */
      kind: 'block';
      /** Format: uuid */
      id: string;
      /** @description The pool's name; null: the block holds in every pool. */
      pool: string | null;
      /**
       * @description `blocked`: calls of the phone are refused. `protected`: calls to it are.
       * @enum {string}
       */
      side: 'blocked' | 'protected';
      /**
       * Format: date-time
       * @description Null: the block has no end.
       */
      until: string | null;
      /** Format: date-time */
      createdAt: string;
      /**
       * Format: date-time
       * @description Null: the block has no end, or is kept indefinitely.
       */
      keptUntil: string | null;
    };
    /** @description A booking that the phone number is or was a party of. */
    ExportedBooking: {
      /** @enum {string} */
      kind: 'booking';
      /** Format: uuid */
      id: string;
      /** @description The pool's name. */
      pool: string;
      reference: string;
      /** @enum {string} */
      status: 'active' | 'cancelled' | 'completed' | 'expired' | 'open';
      virtualNumber: string;
      /** @description The roles of the phone number; more than one if it rejoined as another party. */
      roles: string[];
      hasPin: boolean;
      /** @description In which the phone's owner hears messages, BCP 47; null: unknown. */
      language: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      expiresAt: string;
      /** Format: date-time */
      endedAt: string | null;
      /**
       * Format: date-time
       * @description Null: the booking has not ended, or is kept indefinitely.
       */
      keptUntil: string | null;
    };
    /** @description A call from or to the phone number. */
    ExportedCall: {
      /** @enum {string} */
      kind: 'call';
      /**
       * @description The phone's side of the call.
       * @enum {string}
       */
      side: 'callee' | 'caller';
      role: string | null;
      legs: {
        /** @enum {string} */
        leg: 'A' | 'B';
        callId: string;
        /** @description 8x8's state of the leg. */
        status: string;
        initiatedAt: string | null;
        connectedAt: string | null;
        disconnectedAt: string | null;
        durationSeconds: number | null;
        /** @description From the first ring to the answer, or to the end of an unanswered leg. */
        ringSeconds: number | null;
        quality: {
          mos: number | null;
          packetLossRate: number | null;
          jitterMs: number | null;
        } | null;
      }[];
      /**
       * Format: date-time
       * @description Null if calls are kept indefinitely.
       */
      keptUntil: string | null;
      error: {
        code: number;
        message: string;
      } | null;
      /** @description The pool's name; null if the dialled number is in no pool. */
      pool: string | null;
      virtualNumber: string | null;
      /** @enum {string} */
      outcome:
        | 'answered'
        | 'busy'
        | 'caller-hung-up'
        | 'failed'
        | 'in-progress'
        | 'missed'
        | 'refused'
        | 'unknown'
        | 'unreachable';
      sessionId: string;
      bookingId: string | null;
      /**
       * @description Maskline's decision on the call handle; null if no call handle has arrived.
       * @enum {string|null}
       */
      decision: 'ask' | 'connect' | 'refuse' | null;
      reason: string | null;
      /** Format: date-time */
      decidedAt: string | null;
      /** @description 8x8's status of the session; null while the call is in progress. */
      sessionStatus: string | null;
      /** Format: date-time */
      startedAt: string | null;
      /** Format: date-time */
      endedAt: string | null;
      /** @description Talk time of the two parties. */
      talkSeconds: number | null;
      recordings: components['schemas']['RecordingRow'][];
      /** Format: date-time */
      createdAt: string;
    };
    /** @description A text from or to the phone number. */
    ExportedMessage: {
      /** @enum {string} */
      kind: 'message';
      /** Format: uuid */
      id: string;
      /** @description The pool's name; null if the number is in no pool. */
      pool: string | null;
      /** Format: uuid */
      bookingId: string | null;
      /**
       * @description What the text is: from party to party, a reply, from the company, or about a missed call.
       * @enum {string}
       */
      type: 'missed-call' | 'reply' | 'system' | 'text';
      /**
       * @description The phone's side of the text.
       * @enum {string}
       */
      side: 'receiver' | 'sender';
      role: string | null;
      /** @description The number that the phone wrote to, or from which it got the text. */
      virtualNumber: string | null;
      /** @description What the phone wrote, if it is kept, without phone numbers; null for the receiver. */
      text: string | null;
      length: number;
      /** @enum {string} */
      outcome:
        'delivered' | 'failed' | 'forwarded' | 'forwarding' | 'refused' | 'undelivered' | 'unknown';
      reason: string | null;
      /** Format: date-time */
      receivedAt: string;
      /** Format: date-time */
      forwardedAt: string | null;
      /**
       * Format: date-time
       * @description Null if records of texts are kept indefinitely.
       */
      keptUntil: string | null;
    };
    /** @description What the owner of the phone number said about texts from a virtual number. */
    ExportedOptOut: {
      /** @enum {string} */
      kind: 'opt-out';
      /** Format: uuid */
      id: string;
      pool: string;
      virtualNumber: string | null;
      /** @description Whether the phone gets no texts from this number. */
      isOptedOut: boolean;
      /**
       * Format: date-time
       * @description When the phone asked for it.
       */
      askedAt: string;
      /** Format: date-time */
      createdAt: string;
    };
    /** @description A booking that was refused. The other bookings of the batch are not affected. */
    FailedResult: {
      status: number;
      problem: components['schemas']['ResultProblem'];
    };
    /** @description A refused field; `path` is, for example, `parties[0].phoneNumber`. */
    FieldError: {
      path: string;
      message: string;
    };
    /** @description A key can create, rotate and revoke only keys that do not exceed its own permissions; see `exceeds`. */
    GrantExceededProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 403;
      detail: string;
      instance: string;
      /** @constant */
      code: 'grant-exceeded';
      requestId?: string;
      exceeds: ('expiresAt' | 'pools' | 'rateLimitPerMinute' | 'scopes')[];
      scopes: (
        | 'audit:read'
        | 'blocks:read'
        | 'blocks:write'
        | 'bookings:read'
        | 'bookings:write'
        | 'calls:read'
        | 'erasures:write'
        | 'events:read'
        | 'events:write'
        | 'jobs:run'
        | 'keys:write'
        | 'messages:read'
        | 'messages:write'
        | 'numbers:reveal'
        | 'pools:read'
        | 'pools:write'
      )[];
    };
    HangupAction: {
      /** @enum {string} */
      action: 'hangup';
    };
    /** @description A list of 8x8 that would retire most numbers of the pool and is held until an operator confirms it. */
    HeldSync: {
      /** Format: uuid */
      id: string;
      /** Format: date-time */
      since: string;
      /**
       * @description `list`: 8x8's API. `snapshot`: a VNU with all numbers.
       * @enum {string}
       */
      source: 'list' | 'snapshot';
      /** @description Maximum number of virtual numbers that confirming retires. */
      wouldRetire: number;
      /** @description Number of the pool's virtual numbers that were not Inactive. */
      of: number;
    };
    /** @description Ensures that an operator confirms exactly the held sync that was shown. */
    HeldSyncChangedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'held-sync-changed';
      requestId?: string;
    };
    /** @description Something went wrong on our side. */
    InternalErrorProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 500;
      detail: string;
      instance: string;
      /** @constant */
      code: 'internal-error';
      requestId?: string;
    };
    /** @description The cursor is invalid for this list. Use the `nextCursor` of its previous page. */
    InvalidCursorProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 400;
      detail: string;
      instance: string;
      /** @constant */
      code: 'invalid-cursor';
      requestId?: string;
    };
    Job: {
      name: string;
      /** @description Interval in seconds; 0: runs only on request. */
      everySeconds: number;
      isRunning: boolean;
      /** @description The replica that runs the job. */
      runningOn: string | null;
      /** Format: date-time */
      nextRunAt: string | null;
      /** @description Completed occurrences. */
      completed: number;
      /** @description Number of items that the job could not process and skips. */
      setAside: number;
      lastRun: {
        outcome: string;
        on: string | null;
        /** Format: date-time */
        startedAt: string | null;
        /** Format: date-time */
        finishedAt: string | null;
        tookMs: number | null;
        result: {
          [key: string]: number;
        } | null;
        error: string | null;
      } | null;
    };
    /** @description No job has this name. */
    JobNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'job-not-found';
      requestId?: string;
    };
    JobPage: {
      items: components['schemas']['Job'][];
      nextCursor: string | null;
    };
    /** @description The job is already running; wait until it has finished. */
    JobRunningProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'job-running';
      requestId?: string;
    };
    /** @description This request concerns all pools. Use a key that is not restricted to pools. */
    KeyRestrictedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 403;
      detail: string;
      instance: string;
      /** @constant */
      code: 'key-restricted';
      requestId?: string;
    };
    /** @description The last party of a booking cannot be removed; cancel the booking instead. */
    LastPartyProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'last-party';
      requestId?: string;
    };
    Leg: {
      /** @enum {string} */
      leg: 'A' | 'B';
      callId: string;
      /** @description 8x8's state of the leg. */
      status: string;
      /** @description The phone at the far end of the leg, masked unless `reveal` was requested. */
      phoneNumber: string | null;
      initiatedAt: string | null;
      connectedAt: string | null;
      disconnectedAt: string | null;
      durationSeconds: number | null;
      /** @description From the first ring to the answer, or to the end of an unanswered leg. */
      ringSeconds: number | null;
      quality: {
        mos: number | null;
        packetLossRate: number | null;
        jitterMs: number | null;
      } | null;
    };
    /** @description Who is signed in to the console. */
    ListedConsoleSession: {
      /** Format: uuid */
      id: string;
      /**
       * Format: uuid
       * @description Null: the bootstrap key.
       */
      keyId: string | null;
      /** @description The beginning of the key, or `bootstrap`. */
      actor: string;
      /** @description The name of the key; null for the bootstrap key. */
      name: string | null;
      /** Format: date-time */
      signedInAt: string;
      /**
       * Format: date-time
       * @description Accurate to the minute; null: not used yet.
       */
      lastSeenAt: string | null;
      /** Format: date-time */
      expiresAt: string;
    };
    ListedConsoleSessionPage: {
      items: components['schemas']['ListedConsoleSession'][];
      nextCursor: string | null;
    };
    /** @description Bridges the caller to `destination`, with the virtual number `source` as caller id. */
    MakeCallAction: {
      /** @enum {string} */
      action: 'makeCall';
      params: {
        source: string;
        destination: string;
        callRecording?: boolean;
      };
    };
    /** @description The request is not well-formed. */
    MalformedRequestProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 400;
      detail: string;
      instance: string;
      /** @constant */
      code: 'malformed-request';
      requestId?: string;
    };
    Message: {
      /** Format: uuid */
      id: string;
      /** @description The pool's name; null if the number is in no pool. */
      pool: string | null;
      /** Format: uuid */
      bookingId: string | null;
      /** @enum {string} */
      kind: 'missed-call' | 'reply' | 'system' | 'text';
      /** @description The client's own id of a text of the kind `system`. */
      reference: string | null;
      /** @description The missed call that a text of the kind `missed-call` is about. */
      sessionId: string | null;
      /** @description The number that the sender wrote to; masked unless it is a virtual number. */
      virtualNumber: string | null;
      /** @description The virtual number that the receiver sees; null if the text was refused. */
      source: string | null;
      senderRole: string | null;
      receiverRole: string | null;
      /** @description Null unless the request revealed it and the text is kept. */
      text: string | null;
      /** @description Whether the text is stored. */
      hasText: boolean;
      /**
       * Format: date-time
       * @description The text is deleted at this time; null: once it was sent.
       */
      textKeptUntil: string | null;
      /** @description Whether digits were replaced before it was sent. */
      isRedacted: boolean;
      /** @description UTF-16 units of the text as it was written; 0 for a missed call. */
      length: number;
      /** @description SMS parts of what was sent. */
      parts: number | null;
      /** @description Position among the pieces of a text that was too long to be sent as one, from 0. */
      position: number;
      pieces: number;
      /** @enum {string} */
      outcome:
        'delivered' | 'failed' | 'forwarded' | 'forwarding' | 'refused' | 'undelivered' | 'unknown';
      /** @description Why it was refused, has failed, is unknown, or could not be sent yet. */
      reason: string | null;
      /** @description 8x8's receipt that counts; null: none has arrived. */
      receipt: {
        state: string;
        detail: string | null;
        /** Format: date-time */
        at: string | null;
      } | null;
      /** @description 8x8's code of a failure. */
      errorCode: number | null;
      /** @description Whether the receiver saw another sender than `source`, so that replies are lost. */
      isSourceOverwritten: boolean;
      /** @description What 8x8 charges for the text that arrived. */
      inboundPrice: components['schemas']['Price'] | null;
      /** @description What 8x8 charges for the text that was sent, from its receipts. */
      outboundPrice: components['schemas']['Price'] | null;
      /** Format: date-time */
      receivedAt: string;
      /** Format: date-time */
      forwardedAt: string | null;
    };
    /** @description What 8x8 charges, in one currency. */
    MessageCosts: {
      /** @description ISO 4217, as 8x8 reports it; null if it reported none. */
      currency: string | null;
      /** @description For texts that arrived. */
      inbound: number;
      /** @description For texts that were sent, from their receipts. */
      outbound: number;
    };
    /** @description Texts that Maskline handles itself and never forwards. A text counts if it consists of the word, in any case, and punctuation. */
    MessageKeywords: {
      /** @description The sender opts out of texts from this virtual number. */
      stop: string[];
      /** @description Undoes `stop`. */
      start: string[];
      /** @description Answered with `messageReplies.help`, if the pool has it. */
      help: string[];
    };
    /** @description Replaces all keywords; an omitted list is empty. */
    MessageKeywordsInput: {
      /** @default [] */
      stop: string[];
      /** @default [] */
      start: string[];
      /** @default [] */
      help: string[];
    };
    /** @description There is no text with this id; check the id. */
    MessageNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'message-not-found';
      requestId?: string;
    };
    /** @description This party cannot be texted; see reason. */
    MessageNotSendableProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'message-not-sendable';
      requestId?: string;
      /** @enum {string} */
      reason: 'blocked' | 'booking-ended' | 'channel-off' | 'opted-out';
    };
    MessagePage: {
      items: components['schemas']['Message'][];
      nextCursor: string | null;
    };
    /** @description The booking already has a text with this reference and different content; use a new reference. */
    MessageReferenceTakenProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'message-reference-taken';
      requestId?: string;
      /** Format: uuid */
      messageId: string;
    };
    /** @description Texts to senders, at most one per sender and virtual number in 24 hours. Without them Maskline stays silent. */
    MessageReplies: {
      /** @description The text was not forwarded. */
      refused?: string;
      /** @description To a `help` keyword. */
      help?: string;
    };
    /** @description Replaces all replies. */
    MessageRepliesInput: {
      /** @description Sent to the sender of a text that was not forwarded. */
      refused?: string;
      /** @description Sent to the sender of a `help` keyword. */
      help?: string;
    };
    MessageStats: {
      from: string;
      to: string;
      /** @enum {string} */
      groupBy: 'day' | 'month' | 'outcome' | 'pool' | 'virtualNumber';
      items: components['schemas']['MessageSums'][];
    };
    MessageSums: {
      /** @description The day, month, pool, virtual number or outcome; null for texts that have none. */
      key: string | null;
      /** @description The pool's name; null without `byPool`, and for texts to numbers in no pool. */
      pool: string | null;
      messages: number;
      /** @description Texts that 8x8 has taken, whatever became of them. */
      forwarded: number;
      /** @description Texts with proof of their arrival. */
      delivered: number;
      undelivered: number;
      refused: number;
      failed: number;
      unknown: number;
      /** @description SMS parts of the texts that 8x8 has taken. */
      parts: number;
      costs: components['schemas']['MessageCosts'][];
    };
    MinuteOfCalls: {
      /** Format: date-time */
      minute: string;
      /** @description Calls of this minute by Maskline's decision. */
      connected: number;
      refused: number;
      /** @description Calls that were asked for a PIN. */
      asked: number;
      /** @description Calls of this minute that were answered. */
      answered: number;
    };
    MinuteOfMessages: {
      /** Format: date-time */
      minute: string;
      /** @description Texts of this minute that 8x8 has taken, with any later result. */
      forwarded: number;
      /** @description Texts that wait to be sent, or are being sent. */
      forwarding: number;
      refused: number;
      /** @description Texts that could not be sent, or of which this is unknown. */
      failed: number;
      /** @description Texts with proof of their arrival. */
      delivered: number;
    };
    /** @description What a load needs in a mode. */
    ModePlan: {
      /** @enum {string} */
      numberMode: 'per-party' | 'shared';
      /** @description Virtual numbers with which no booking is ever blocked: a + b - 1 in mode `shared`, the larger of a and b in mode `per-party`. */
      numbersThatNeverBlock: number;
      /** @description Blocking probability with the usable numbers; null if there are none. */
      blockingProbability: number | null;
      numbersForTargetBlocking: number;
    };
    /** @description The only response that contains the key itself. */
    NewApiKey: {
      key: string;
      /** Format: uuid */
      id: string;
      name: string;
      /** @description The beginning of the key, to recognize it. */
      prefix: string;
      /** @enum {string} */
      status: 'active' | 'expired' | 'revoked';
      scopes: (
        | 'audit:read'
        | 'blocks:read'
        | 'blocks:write'
        | 'bookings:read'
        | 'bookings:write'
        | 'calls:read'
        | 'erasures:write'
        | 'events:read'
        | 'events:write'
        | 'jobs:run'
        | 'keys:write'
        | 'messages:read'
        | 'messages:write'
        | 'numbers:reveal'
        | 'pools:read'
        | 'pools:write'
      )[];
      /** @description Names of the pools that it is restricted to; null: all pools. */
      pools: string[] | null;
      /** @description Requests per minute; null: the default of the installation. */
      rateLimitPerMinute: number | null;
      /** Format: date-time */
      expiresAt: string | null;
      /** Format: date-time */
      revokedAt: string | null;
      /**
       * Format: date-time
       * @description Accurate to the minute.
       */
      lastUsedAt: string | null;
      /** Format: uuid */
      successorId: string | null;
      /** @description The ID of the key that created it, or `bootstrap`. */
      createdBy: string;
      /** Format: date-time */
      createdAt: string;
    };
    /** @description The only response that contains the auth token. */
    NewTwilioAccount: {
      authToken: string;
      accountSid: string;
      name: string;
      /** @enum {string} */
      status: 'active' | 'revoked';
      scopes: (
        | 'audit:read'
        | 'blocks:read'
        | 'blocks:write'
        | 'bookings:read'
        | 'bookings:write'
        | 'calls:read'
        | 'erasures:write'
        | 'events:read'
        | 'events:write'
        | 'jobs:run'
        | 'keys:write'
        | 'messages:read'
        | 'messages:write'
        | 'numbers:reveal'
        | 'pools:read'
        | 'pools:write'
      )[];
      /** @description Names of the pools that are its services; null: all pools. */
      pools: string[] | null;
      /** @description 8x8's sub-account of the services that it creates; null: it cannot create services. */
      subAccountId: string | null;
      /** @description 8x8's sub-account for the texts of these services; null: they have no texts. */
      smsSubAccountId: string | null;
      /**
       * Format: date-time
       * @description Accurate to the minute.
       */
      lastUsedAt: string | null;
      /** Format: date-time */
      revokedAt: string | null;
      /** @description The ID of the key that created it, or `bootstrap`. */
      createdBy: string;
      /** Format: date-time */
      createdAt: string;
    };
    /** @description The database does not answer. Wait until this replica is ready. */
    NotReadyProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 503;
      detail: string;
      instance: string;
      /** @constant */
      code: 'not-ready';
      requestId?: string;
    };
    NumberHealth: {
      isHealthy: boolean | null;
      status: string | null;
      lastCheckedAt: string | null;
    };
    NumberKey: {
      id: number;
      /**
       * @description State of the key in the key rotation.
       * @enum {string}
       */
      state: 'complete' | 'filling' | 'known' | 'retired' | 'retiring';
      /** @description Whether it is the first key in the ring of the responding replica, which encrypts and indexes phone numbers with it. */
      isFirst: boolean;
      /** @description Whether the key is in the ring of the responding replica. */
      isInRing: boolean;
      /** Format: date-time */
      createdAt: string;
    };
    NumberKeyPage: {
      items: components['schemas']['NumberKey'][];
      nextCursor: string | null;
    };
    /** @description This replica runs with outdated NUMBER_KEYS. Send the request again, so that another replica handles it. */
    NumberKeysOutdatedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 503;
      detail: string;
      instance: string;
      /** @constant */
      code: 'number-keys-outdated';
      requestId?: string;
    };
    NumberLoad: {
      msisdn: string;
      state: string;
      operationalStatus: string;
      /** @description Result of 8x8's health checks. */
      health: components['schemas']['NumberHealth'] | null;
      weight: number;
      /** @description Whether only bookings that name the number get it. */
      reserved: boolean;
      /** @description Active bookings. In mode `per-party` a booking counts on the numbers of both parties. */
      active: number;
      /** @description Ended bookings that still reserve the virtual number for their parties. */
      cooling: number;
      callsLast15Minutes: number;
      /** @description Share of the pool's active bookings that use the number, 0 to 1. */
      share: number;
      /** @description Bookings that it can still accept; null: unlimited. */
      freeCapacity: number | null;
    };
    /** @description Name virtualNumber of the booking in mode shared, and of each party in mode per-party. */
    NumberModeMismatchProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'number-mode-mismatch';
      requestId?: string;
      /** @enum {string} */
      numberMode: 'per-party' | 'shared';
    };
    /** @description Numbers cannot be added while many bookings are being written. Try again in a moment. */
    NumbersContendedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 503;
      detail: string;
      instance: string;
      /** @constant */
      code: 'numbers-contended';
      requestId?: string;
    };
    /** @description Too many requests are in progress. Send the request again in a moment. */
    OverloadedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 503;
      detail: string;
      instance: string;
      /** @constant */
      code: 'overloaded';
      requestId?: string;
    };
    Page: {
      items: (
        | components['schemas']['ExportedBlock']
        | components['schemas']['ExportedBooking']
        | components['schemas']['ExportedCall']
        | components['schemas']['ExportedMessage']
        | components['schemas']['ExportedOptOut']
      )[];
      nextCursor: string | null;
    };
    /** @description One of the parties may not reach the other; book other parties, or delete the block. */
    PartiesBlockedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'parties-blocked';
      requestId?: string;
    };
    /** @description Phone numbers are masked unless the request revealed them. */
    Party: {
      role: string;
      /** @description Null: the number was erased. */
      phoneNumber: string | null;
      alternateNumbers: string[];
      /** @description BCP 47; null: unknown. */
      language: string | null;
      /** @description The virtual number that the party dials, and that shows when the other one calls. */
      virtualNumber: string;
      /** @description For calls from an unknown phone. Present only in a pool with PINs, and for keys that may reveal numbers. */
      pin?: string;
    };
    /** @description A phone number of the booking was erased; create a new booking. */
    PartyErasedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'party-erased';
      requestId?: string;
    };
    PartyInput: {
      role: string;
      /** @description E.164 with `+`. */
      phoneNumber: string;
      /** @description Up to two more phone numbers from which the party's calls are recognised. */
      alternateNumbers?: string[];
      /** @description Language in which the party hears messages, such as `de` or `pt-BR` (BCP 47). */
      language?: string;
      /** @description Virtual number that the party dials, in E.164; only in mode `per-party`. Absent: Maskline selects one. */
      virtualNumber?: string;
    };
    /** @description The booking has no party with this role; use a role of its parties. */
    PartyNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'party-not-found';
      requestId?: string;
    };
    /** @description The phone numbers of a party, and the virtual number that it wants. */
    PartyNumbersInput: {
      /** @description E.164 with `+`. */
      phoneNumber: string;
      /** @description Up to two more phone numbers from which the party's calls are recognised. */
      alternateNumbers?: string[];
      /** @description Language in which the party hears messages, such as `de` or `pt-BR` (BCP 47). */
      language?: string;
      /** @description Virtual number that the party dials, in E.164; only in mode `per-party`. Absent: Maskline selects one. */
      virtualNumber?: string;
    };
    /** @description The quiet hours of one party of a booking, which replace those of the pool. */
    PartyQuietHours: {
      role: string;
      /** @description IANA name, such as `Asia/Singapore`. */
      timeZone: string;
      spans: components['schemas']['QuietSpan'][];
      /** @description Roles whose calls connect nevertheless. */
      exemptRoles?: string[];
    };
    /** @description Quiet hours of one party, which replace those of the pool for calls to it. */
    PartyQuietHoursInput: {
      role: string;
      /** @description IANA name, such as `Asia/Singapore`. */
      timeZone: string;
      spans: components['schemas']['QuietSpanInput'][];
      /** @description Roles whose calls connect nevertheless. */
      exemptRoles?: string[];
    };
    /** @description The pool does not accept phone numbers of this country. */
    PhoneNumberCountryNotAllowedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-country-not-allowed';
      requestId?: string;
    };
    /** @description The pool does not accept phone numbers of this kind. */
    PhoneNumberGlobalProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-global';
      requestId?: string;
      path: string;
    };
    /** @description Discloses neither which number it is nor whose phone. */
    PhoneNumberInUseProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-in-use';
      requestId?: string;
    };
    /** @description The phone number is not a valid number in E.164, such as +6591178965. */
    PhoneNumberInvalidProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-invalid';
      requestId?: string;
      path: string;
    };
    /** @description A party's phone number must not be a virtual number. */
    PhoneNumberIsVirtualProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-is-virtual';
      requestId?: string;
    };
    /** @description The pool does not accept phone numbers of this kind. */
    PhoneNumberPagerProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-pager';
      requestId?: string;
      path: string;
    };
    /** @description The pool does not accept phone numbers of this kind. */
    PhoneNumberPersonalProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-personal';
      requestId?: string;
      path: string;
    };
    /** @description The pool does not accept phone numbers of this kind. */
    PhoneNumberPremiumRateProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-premium-rate';
      requestId?: string;
      path: string;
    };
    /** @description The party has the same phone number twice; send each number once. */
    PhoneNumberRepeatedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-repeated';
      requestId?: string;
      path: string;
    };
    /** @description The pool does not accept phone numbers of this kind. */
    PhoneNumberSatelliteProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-satellite';
      requestId?: string;
      path: string;
    };
    /** @description The pool does not accept phone numbers of this kind. */
    PhoneNumberSharedCostProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-shared-cost';
      requestId?: string;
      path: string;
    };
    /** @description The pool does not accept phone numbers of this kind. */
    PhoneNumberVoicemailProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-voicemail';
      requestId?: string;
      path: string;
    };
    /** @description This number is a placeholder for callers who withhold their number; send the party's own number. */
    PhoneNumberWithheldProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'phone-number-withheld';
      requestId?: string;
      path: string;
    };
    /** @description Plays an mp3 or wav file of at most 5 MB to the caller. */
    PlayFileAction: {
      /** @enum {string} */
      action: 'playFile';
      params: components['schemas']['PlayFileParams'];
    };
    PlayFileParams: {
      /** @description An http or https URL. */
      fileUrl: string;
      /** @description 1 to 3 times. */
      repetition?: number;
    };
    Pool: {
      /** Format: uuid */
      id: string;
      name: string;
      subAccountId: string;
      /** @description The sub-account of texts; null: no texts. */
      smsSubAccountId: string | null;
      policy: components['schemas']['PoolPolicy'];
      heldSync: components['schemas']['HeldSync'] | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    /** @description What the load needs in the pool's mode, and in the other one. */
    PoolCapacity: {
      pool: string;
      /** @description Virtual numbers that accept bookings and are not reserved. */
      usableNumbers: number;
      sides: [components['schemas']['SideOfPool'], components['schemas']['SideOfPool']];
      targetBlocking: number;
      /** @description What the same load needs in the other mode. */
      otherModes: components['schemas']['ModePlan'][];
      bookingsPerDay: number;
      /** @description Days until `numbersThatNeverBlock` exceeds `usableNumbers`; null: no growth. */
      daysOfHeadroom: number | null;
      /** @enum {string} */
      numberMode: 'per-party' | 'shared';
      /** @description Virtual numbers with which no booking is ever blocked: a + b - 1 in mode `shared`, the larger of a and b in mode `per-party`. */
      numbersThatNeverBlock: number;
      /** @description Blocking probability with the usable numbers; null if there are none. */
      blockingProbability: number | null;
      numbersForTargetBlocking: number;
    };
    /** @description No virtual number of the pool is available for this booking; see reasons. */
    PoolExhaustedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'pool-exhausted';
      requestId?: string;
      reasons: {
        conflict: number;
        pending: number;
        disabled: number;
        draining: number;
        cooling: number;
        capacity: number;
        unhealthy: number;
        reserved: number;
        country: number;
        'no-voice': number;
        'no-sms': number;
      };
      role: string | null;
    };
    /** @description The messages of a pool in one language. */
    PoolLanguage: {
      /** @description BCP 47, such as `de` or `pt-BR`. */
      language: string;
      /** @description Calling codes of the callers who hear it, unless their party has another language. */
      callingCodes: string[];
      /** @description An 8x8 voice profile, for every text without one of its own. */
      voiceProfile: string;
      /** @description The pool's `messages` replace missing ones. */
      messages: components['schemas']['PoolMessages'];
    };
    PoolLanguageInput: {
      /** @description BCP 47, such as `de` or `pt-BR`. */
      language: string;
      /**
       * @description Calling codes of the callers who hear it, unless their party has another language.
       * @default []
       */
      callingCodes: string[];
      /** @description An 8x8 voice profile, for every text without one of its own. */
      voiceProfile: string;
      messages: components['schemas']['PoolMessagesInput'];
    };
    PoolLoad: {
      pool: string;
      /** @description Active bookings; each counts once. */
      active: number;
      cooling: number;
      callsLast15Minutes: number;
      /** @description The highest load (active bookings divided by weight) of a usable number, divided by the mean load of the usable numbers. Reserved numbers do not count. */
      peakOverMean: number | null;
      /** @description Virtual numbers that accept bookings and are not reserved. */
      usableNumbers: number;
      /** @description Mean active bookings of the usable numbers. */
      meanActive: number;
      /** @description Bookings that the numbers can still accept, without reserved numbers; null: unlimited. */
      freeCapacity: number | null;
      /** @description The numbers with the most active bookings first. */
      items: components['schemas']['NumberLoad'][];
      nextCursor: string | null;
    };
    /** @description Messages of a pool. Maskline's defaults replace missing ones. */
    PoolMessages: {
      /** @description The booking has ended. */
      ended?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      /** @description The caller has no booking on the dialled number. */
      notAParty?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      /** @description Only the other party may call on this booking. */
      callsNotAllowed?:
        components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      /** @description The booking has not started yet. */
      notStarted?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      /** @description The callee's quiet hours. */
      quietHours?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      /** @description The other party has not joined yet. */
      partyMissing?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      /** @description The caller has called too often. */
      tooManyCalls?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      /** @description Asks an unknown caller for a PIN; a text. */
      enterPin?: components['schemas']['SayParams'];
      /** @description Asks again after a wrong PIN; a text. */
      wrongPin?: components['schemas']['SayParams'];
      /** @description No valid PIN was entered, or too many wrong ones. */
      pinRefused?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      /** @description Played to the caller before the call is connected. */
      announcement?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      /** @description A text to the callee of a missed call; absent: none is sent. `{role}` is the caller's role and `{number}` the virtual number. */
      missedCallText?: string;
    };
    PoolMessagesInput: {
      ended?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      notAParty?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      callsNotAllowed?:
        components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      notStarted?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      quietHours?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      partyMissing?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      tooManyCalls?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      enterPin?: components['schemas']['SayParams'];
      wrongPin?: components['schemas']['SayParams'];
      pinRefused?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      announcement?: components['schemas']['SayParams'] | components['schemas']['PlayFileParams'];
      /** @description A text to the callee of a missed call. `{role}` is the caller's role, `{number}` the virtual number. It has no other number. */
      missedCallText?: string;
    };
    /** @description Another pool has this name. Choose another name. */
    PoolNameTakenProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'pool-name-taken';
      requestId?: string;
    };
    /** @description No pool has this id or name. `GET /v1/pools` lists your pools. */
    PoolNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'pool-not-found';
      requestId?: string;
    };
    PoolPage: {
      items: components['schemas']['Pool'][];
      nextCursor: string | null;
    };
    /** @description The rules of a pool for its bookings. All times are in seconds. */
    PoolPolicy: {
      /** @description Lifetime of a booking if the client sets none. */
      bookingTtlSeconds: number;
      /** @description How long the parties can still call each other after completion. */
      graceSeconds: number;
      /** @description How long after that neither party gets the number for a booking with someone else. */
      cooldownSeconds: number;
      /** @description Whether a pair gets its previous number again, if it is free. */
      sticky: boolean;
      /** @description Whether a pair gets another number than its previous ones, if one is free. Takes precedence over `sticky`. */
      avoidLastNumber: boolean;
      /** @description Maximum number of active bookings per virtual number; null for no limit. */
      maxActiveBookings: number | null;
      callRecording: boolean;
      /** @description Quiet hours of parties that have none of their own in the booking; null: none. */
      quietHours: components['schemas']['QuietHours'] | null;
      /** @description Whether calls are recorded only if the caller hears an announcement first. */
      recordingRequiresAnnouncement: boolean;
      messages: components['schemas']['PoolMessages'];
      /** @description The messages in other languages. */
      languages: components['schemas']['PoolLanguage'][];
      /** @enum {string} */
      selection: 'balanced' | 'packed';
      /** @enum {string} */
      countryMatch: 'off' | 'prefer' | 'require';
      /** @description Whether numbers that share the most leading digits with the parties' phones come first. */
      prefixMatch: boolean;
      /**
       * @description Whether the parties of a booking share a virtual number, unless the booking says otherwise.
       * @enum {string}
       */
      numberMode: 'per-party' | 'shared';
      /** @description Countries (ISO 3166) that parties' numbers may belong to; null for any. */
      allowedCountries: string[] | null;
      /** @description Kinds of numbers, besides ordinary phones, that parties may have. */
      allowedNumberKinds: (
        'global' | 'pager' | 'personal' | 'premium-rate' | 'satellite' | 'shared-cost' | 'voicemail'
      )[];
      /** @description Maximum number of calls per minute from one caller to one number; null for no limit. */
      maxCallsPerMinute: number | null;
      /** @description Whether each party gets a PIN, for which callers with an unknown or withheld number are asked. Requires `sayAndCapture`, which 8x8 documents for IVR sub-accounts only. */
      partyPin: boolean;
      /**
       * @description Whether numbers that 8x8 lists and no pool contains are enabled at once or need approval.
       * @enum {string}
       */
      newNumbers: 'approve' | 'enable';
      /** @enum {string} */
      rebalance: 'drain-only' | 'full' | 'off';
      /** @description How far the load of a number may exceed the mean, as a share of the mean. */
      rebalanceTolerance: number;
      /** @description Maximum number of bookings that one run of the job moves. */
      maxMovesPerRun: number;
      /** @description Channels of bookings that name none. `sms` requires an `smsSubAccountId`. */
      channels: ('sms' | 'voice')[];
      /** @description Maximum number of texts per minute from one sender to one number; null for no limit. */
      maxMessagesPerMinute: number | null;
      /** @enum {string} */
      messageDelivery: 'at-least-once' | 'at-most-once';
      /** @description Whether a forwarded text begins with the sender's role, such as `Rider: `. */
      messageRolePrefix: boolean;
      messageKeywords: components['schemas']['MessageKeywords'];
      messageReplies: components['schemas']['MessageReplies'];
      /** @description Hours for which an accepted text is kept, encrypted; 0: it is deleted once it was sent. */
      messageRetentionHours: number;
      /** @enum {string} */
      messageRedaction: 'off' | 'phone-numbers';
      /** @description Minutes in which a person gets at most one text about missed calls from a number. */
      missedCallTextMinutes: number;
    };
    /** @description Any part of a policy. Omitted fields keep their value; in a new pool they get their default. */
    PoolPolicyInput: {
      bookingTtlSeconds?: number;
      graceSeconds?: number;
      cooldownSeconds?: number;
      sticky?: boolean;
      avoidLastNumber?: boolean;
      maxActiveBookings?: number | null;
      callRecording?: boolean;
      quietHours?: components['schemas']['QuietHoursInput'] | null;
      recordingRequiresAnnouncement?: boolean;
      messages?: components['schemas']['PoolMessagesInput'];
      /** @description Each language and each calling code may occur once. */
      languages?: components['schemas']['PoolLanguageInput'][];
      /** @enum {string} */
      selection?: 'balanced' | 'packed';
      /** @enum {string} */
      countryMatch?: 'require' | 'prefer' | 'off';
      prefixMatch?: boolean;
      /** @enum {string} */
      numberMode?: 'shared' | 'per-party';
      allowedCountries?: string[] | null;
      allowedNumberKinds?: (
        'premium-rate' | 'shared-cost' | 'satellite' | 'global' | 'personal' | 'pager' | 'voicemail'
      )[];
      maxCallsPerMinute?: number | null;
      partyPin?: boolean;
      /** @enum {string} */
      newNumbers?: 'enable' | 'approve';
      /** @enum {string} */
      rebalance?: 'off' | 'drain-only' | 'full';
      rebalanceTolerance?: number;
      maxMovesPerRun?: number;
      channels?: ('voice' | 'sms')[];
      maxMessagesPerMinute?: number | null;
      /** @enum {string} */
      messageDelivery?: 'at-most-once' | 'at-least-once';
      messageRolePrefix?: boolean;
      messageKeywords?: components['schemas']['MessageKeywordsInput'];
      messageReplies?: components['schemas']['MessageRepliesInput'];
      messageRetentionHours?: number;
      /** @enum {string} */
      messageRedaction?: 'off' | 'phone-numbers';
      missedCallTextMinutes?: number;
    };
    /** @description The booking has changed since the version in If-Match; read it again and retry. */
    PreconditionFailedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 412;
      detail: string;
      instance: string;
      /** @constant */
      code: 'precondition-failed';
      requestId?: string;
      version: string;
    };
    /** @description What 8x8 charges for a text. */
    Price: {
      amount: number;
      /** @description ISO 4217, as 8x8 reports it. */
      currency: string | null;
    };
    /** @description Times at which calls to a party are refused, by the clock on the wall of a time zone. */
    QuietHours: {
      /** @description IANA name, such as `Asia/Singapore`. */
      timeZone: string;
      spans: components['schemas']['QuietSpan'][];
      /** @description Roles whose calls connect nevertheless. */
      exemptRoles?: string[];
    };
    /** @description Times at which calls to a party are refused, by the clock on the wall of a time zone. */
    QuietHoursInput: {
      /** @description IANA name, such as `Asia/Singapore`. */
      timeZone: string;
      spans: components['schemas']['QuietSpanInput'][];
      /** @description Roles whose calls connect nevertheless. */
      exemptRoles?: string[];
    };
    /** @description A span of time on some days of the week. It may end on the next day. */
    QuietSpan: {
      /** @description Days on which the span begins; absent: every day. */
      days?: ('fri' | 'mon' | 'sat' | 'sun' | 'thu' | 'tue' | 'wed')[];
      /** @description Time of day, such as `22:00`. */
      from: string;
      /** @description Time of day; not after `from`: on the next day. */
      to: string;
    };
    QuietSpanInput: {
      /** @description Days on which the span begins; absent: every day. */
      days?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
      /** @description Time of day, such as `22:00`. */
      from: string;
      /** @description Time of day; not after `from`: on the next day. */
      to: string;
    };
    /** @description The key has made too many requests. Wait for the time in Retry-After. */
    RateLimitedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 429;
      detail: string;
      instance: string;
      /** @constant */
      code: 'rate-limited';
      requestId?: string;
    };
    RatedNumber: {
      virtualNumber: string;
      calls: number;
      /** @description Share of answered calls among the calls that rang or should have rung. */
      answerRate: number;
      /** @description Mean opinion score, 1 to 5, of the calls with a known quality. */
      meanMos: number | null;
    };
    RebalanceLoad: {
      /** @description The highest load (active bookings divided by weight) of a usable number, divided by the mean load of the usable numbers. */
      peakOverMean: number | null;
      /** @description Active bookings of numbers that do not accept new bookings. */
      toDrain: number;
      numbers: {
        msisdn: string;
        active: number;
      }[];
    };
    RebalanceOutcome: {
      moved: number;
      /** @description Bookings that were not moved, because they ended, changed or found no number in the meantime. The next run tries again. */
      stayed: number;
    };
    RebalancePlan: {
      pool: string;
      policy: components['schemas']['RebalancePolicy'];
      /** @description `role`: the party to move, in mode `per-party`; null: both. */
      moves: {
        bookingId: string;
        role: string | null;
        from: string;
        to: string;
      }[];
      before: components['schemas']['RebalanceLoad'];
      /** @description The load if all moves succeed. */
      after: components['schemas']['RebalanceLoad'];
    };
    RebalancePolicy: {
      /** @enum {string} */
      rebalance: 'drain-only' | 'full' | 'off';
      /** @description Allowed excess over the mean, as a fraction of the mean. */
      tolerance: number;
      mostMoves: number;
      /** @description Whether to prefer targets of the same country as the booking's current number. */
      keepsCountry: boolean;
    };
    RecentCalls: {
      /** @description The start of each minute, oldest first; the last one is not over yet. */
      items: components['schemas']['MinuteOfCalls'][];
      /** @description Refused calls of all these minutes by reason, most frequent first. */
      refusals: {
        reason: string;
        calls: number;
      }[];
    };
    RecentMessages: {
      /** @description The start of each minute, oldest first; the last one is not over yet. */
      items: components['schemas']['MinuteOfMessages'][];
      /** @description Refused and failed texts of all these minutes by reason, most frequent first. */
      refusals: {
        reason: string;
        messages: number;
      }[];
    };
    Recording: {
      recordingId: string;
      /** @description 8x8's state of the recording, for example `UPLOAD_COMPLETED`. */
      status: string;
      durationSeconds: number | null;
      /** Format: date-time */
      startedAt: string | null;
      /** @description Path of the file in the company's storage. */
      filePath: string | null;
      /** @description URL of the file, if it was looked up at 8x8. Maskline passes it on and never fetches it. */
      fileUrl: string | null;
    };
    RecordingPage: {
      items: components['schemas']['Recording'][];
      nextCursor: string | null;
    };
    RecordingRow: {
      recordingId: string;
      status: string;
      durationSeconds: number | null;
      filePath: string | null;
    };
    /** @description Thrown in a pool with `recordingRequiresAnnouncement`. */
    RecordingWithoutAnnouncementProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'recording-without-announcement';
      requestId?: string;
      /** @enum {string} */
      reason: 'booking' | 'live-bookings' | 'pool';
    };
    RedeliverInput: {
      /**
       * Format: uuid
       * @description Absent: all event subscriptions that include the event or have received it.
       */
      subscriptionId?: string;
    };
    /** @description The pool already has a booking with this reference and different content; use a new reference. */
    ReferenceTakenProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'reference-taken';
      requestId?: string;
      bookingId: string;
    };
    ReopenBookingInput: {
      /**
       * Format: date-time
       * @description A new last end; absent: the booking keeps the one it has.
       */
      maxExpiresAt?: string;
      ttlSeconds?: number;
      /** Format: date-time */
      expiresAt?: string;
    };
    ReopenedBooking: {
      /** @description Whether a virtual number differs from the one before the booking was reopened. If true, both parties need to learn it; in mode `per-party` compare `parties[].virtualNumber`. */
      virtualNumberChanged: boolean;
      /** Format: uuid */
      id: string;
      /** @description The pool's name. */
      pool: string;
      reference: string;
      /** @enum {string} */
      status: 'active' | 'cancelled' | 'completed' | 'expired' | 'open';
      /** @enum {string} */
      numberMode: 'per-party' | 'shared';
      /** @description The number that both parties dial; null in mode `per-party`. */
      virtualNumber: string | null;
      parties: components['schemas']['Party'][];
      /**
       * Format: date-time
       * @description Time from which calls connect; null: from the creation.
       */
      startsAt: string | null;
      /** Format: date-time */
      expiresAt: string;
      /** @description Each connected call moves `expiresAt` to this many seconds after the call; null: it stays. */
      idleTtlSeconds: number | null;
      /**
       * Format: date-time
       * @description `expiresAt` never moves beyond this time; null: no limit.
       */
      maxExpiresAt: string | null;
      /**
       * Format: date-time
       * @description Time until which calls connect; null if the booking has no routes left.
       */
      callableUntil: string | null;
      /** Format: date-time */
      endedAt: string | null;
      callRecording: boolean;
      /** @description Roles whose calls connect; null: both. */
      callersAllowed: string[] | null;
      /** @description How the parties can reach each other; null: the channels of the pool. */
      channels: ('sms' | 'voice')[] | null;
      announcement:
        components['schemas']['SayParams'] | components['schemas']['PlayFileParams'] | null;
      /** @description Quiet hours of its parties; null: those of the pool. */
      quietHours: components['schemas']['PartyQuietHours'][] | null;
      metadata: {
        [key: string]: unknown;
      };
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** @description Changes whenever the response would change; also sent as the `ETag`. */
      version: string;
    };
    ReplacedParty: {
      /** @description Whether the booking has a new virtual number. If true, both parties need to learn it. Always false in mode `per-party`, in which only the new party may have another number. */
      virtualNumberChanged: boolean;
      /** Format: uuid */
      id: string;
      /** @description The pool's name. */
      pool: string;
      reference: string;
      /** @enum {string} */
      status: 'active' | 'cancelled' | 'completed' | 'expired' | 'open';
      /** @enum {string} */
      numberMode: 'per-party' | 'shared';
      /** @description The number that both parties dial; null in mode `per-party`. */
      virtualNumber: string | null;
      parties: components['schemas']['Party'][];
      /**
       * Format: date-time
       * @description Time from which calls connect; null: from the creation.
       */
      startsAt: string | null;
      /** Format: date-time */
      expiresAt: string;
      /** @description Each connected call moves `expiresAt` to this many seconds after the call; null: it stays. */
      idleTtlSeconds: number | null;
      /**
       * Format: date-time
       * @description `expiresAt` never moves beyond this time; null: no limit.
       */
      maxExpiresAt: string | null;
      /**
       * Format: date-time
       * @description Time until which calls connect; null if the booking has no routes left.
       */
      callableUntil: string | null;
      /** Format: date-time */
      endedAt: string | null;
      callRecording: boolean;
      /** @description Roles whose calls connect; null: both. */
      callersAllowed: string[] | null;
      /** @description How the parties can reach each other; null: the channels of the pool. */
      channels: ('sms' | 'voice')[] | null;
      announcement:
        components['schemas']['SayParams'] | components['schemas']['PlayFileParams'] | null;
      /** @description Quiet hours of its parties; null: those of the pool. */
      quietHours: components['schemas']['PartyQuietHours'][] | null;
      metadata: {
        [key: string]: unknown;
      };
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** @description Changes whenever the response would change; also sent as the `ETag`. */
      version: string;
    };
    Report: {
      /** Format: uuid */
      id: string;
      /** Format: uuid */
      bookingId: string;
      /** @description Role of the party that complains. */
      reportedBy: string;
      /** @description Null unless the request revealed the texts, which may contain phone numbers. */
      text: string | null;
      /**
       * Format: date-time
       * @description Before this time the booking and its calls are not deleted by age.
       */
      heldUntil: string;
      /** Format: date-time */
      createdAt: string;
    };
    ReportPage: {
      items: components['schemas']['Report'][];
      nextCursor: string | null;
    };
    /** @description The request was refused. */
    RequestRefusedProblem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      instance: string;
      /** @constant */
      code: 'request-refused';
      requestId?: string;
    };
    /** @description Why a booking was refused, and the members of its code, as in a problem document. */
    ResultProblem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      code: string;
    } & {
      [key: string]: unknown;
    };
    /** @description A decision hook with its secret, which is shown only once. */
    RevealedDecisionHook: {
      secret: string;
      /** @description The pool's name. */
      pool: string;
      url: string;
      /** @enum {string} */
      onFailure: 'connect' | 'refuse';
      unknownCallers: boolean;
      /**
       * Format: date-time
       * @description Until this time questions are also signed with the secret from before the rotation.
       */
      previousSecretUntil: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    /** @description An event subscription with its secret, which is shown only once. */
    RevealedSubscription: {
      secret: string;
      /** Format: uuid */
      id: string;
      url: string;
      description: string | null;
      /** @description Null: all types. */
      types:
        | (
            | 'booking.cancelled'
            | 'booking.completed'
            | 'booking.created'
            | 'booking.expired'
            | 'booking.number_changed'
            | 'booking.reopened'
            | 'booking.reported'
            | 'call.answered'
            | 'call.ended'
            | 'call.missed'
            | 'call.refused'
            | 'call.started'
            | 'message.delivered'
            | 'message.failed'
            | 'message.forwarded'
            | 'message.received'
            | 'message.refused'
            | 'number.source_overwritten'
            | 'number.state_changed'
            | 'party.opted_in'
            | 'party.opted_out'
            | 'pool.exhausted'
            | 'pool.low'
            | 'pool.sync_held'
          )[]
        | null;
      /** @description Names of pools; null: all pools. */
      pools: string[] | null;
      /** @enum {string} */
      state: 'disabled' | 'enabled';
      /**
       * @description Why Maskline disabled the subscription; null if it did not.
       * @enum {string|null}
       */
      disabledReason: 'failing' | 'gone' | null;
      /**
       * Format: date-time
       * @description Until this time deliveries are also signed with the secret from before the rotation.
       */
      previousSecretUntil: string | null;
      /** Format: date-time */
      lastSuccessAt: string | null;
      /** Format: date-time */
      failingSince: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    RevokeConsoleSessionsInput: {
      /** @description The ID of an API key, or `bootstrap`. */
      key: string;
    };
    RevokedConsoleSessions: {
      revoked: number;
    };
    RotateApiKeyInput: {
      /**
       * @description How long the old key stays valid.
       * @default 86400
       */
      overlapSeconds: number;
      /**
       * Format: date-time
       * @description Expiry of the new key. Absent: it is valid for as long as the old key was, but no longer than the key that rotates it.
       */
      expiresAt?: string;
    };
    RoutingExplanation: {
      virtualNumber: string;
      pool: string;
      /**
       * @description `ask`: the caller must enter a PIN.
       * @enum {string}
       */
      decision: 'ask' | 'connect' | 'refuse';
      reason: string;
      /** @description Whether the pool's decision hook would be asked first. The explanation does not ask it. */
      awaitsDecisionHook: boolean;
      /** Format: uuid */
      bookingId: string | null;
      callerRole: string | null;
      calleeRole: string | null;
      /** @description The callflow that 8x8 would get; the callee's number is masked. */
      callflow: (
        | components['schemas']['MakeCallAction']
        | components['schemas']['SayAction']
        | components['schemas']['PlayFileAction']
        | components['schemas']['SayAndCaptureAction']
        | components['schemas']['HangupAction']
      )[];
    };
    /** @description The two parties must have different roles and different phone numbers. */
    SamePartyTwiceProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'same-party-twice';
      requestId?: string;
    };
    /** @description Reads a text to the caller. */
    SayAction: {
      /** @enum {string} */
      action: 'say';
      params: components['schemas']['SayParams'];
    };
    /** @description Asks the caller for digits; 8x8 returns them in an `ACTION_COMPLETED` call handle. */
    SayAndCaptureAction: {
      /** @enum {string} */
      action: 'sayAndCapture';
      params: {
        promptMessage: string;
        voiceProfile?: string;
        successMessage?: string;
        failureMessage?: string;
        speed?: number;
        completeOnHash?: boolean;
        minDigits?: number;
        maxDigits?: number;
        /** @description Milliseconds; requires `overallTimeout` and must be shorter. */
        digitTimeout?: number;
        /** @description Milliseconds. */
        overallTimeout?: number;
        noOfTries?: number;
      };
    };
    SayParams: {
      /** @description At most 3000 characters. */
      text: string;
      /** @description An 8x8 voice profile, for example `en-US-ZiraRUS`; the default voice if absent. */
      voiceProfile?: string;
      /** @description 1 to 3 times. */
      repetition?: number;
      /** @description 0.5 to 2. */
      speed?: number;
    };
    ScopeMissingProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 403;
      detail: string;
      instance: string;
      /** @constant */
      code: 'scope-missing';
      requestId?: string;
      /** @enum {string} */
      scope:
        | 'audit:read'
        | 'blocks:read'
        | 'blocks:write'
        | 'bookings:read'
        | 'bookings:write'
        | 'calls:read'
        | 'erasures:write'
        | 'events:read'
        | 'events:write'
        | 'jobs:run'
        | 'keys:write'
        | 'messages:read'
        | 'messages:write'
        | 'numbers:reveal'
        | 'pools:read'
        | 'pools:write';
    };
    SearchBookingsInput: {
      /** @description A phone number of a party, E.164 with `+`. */
      phoneNumber: string;
      pool?: string;
      reference?: string;
      /** @enum {string} */
      status?: 'open' | 'active' | 'completed' | 'cancelled' | 'expired';
      /** @description E.164 with `+`. */
      virtualNumber?: string;
      /** @default 50 */
      limit: number;
      cursor?: string;
    };
    /** @description Criteria for the calls of a caller. */
    SearchCallsInput: {
      /** @description The phone number of the caller, E.164 with `+`. */
      phoneNumber: string;
      /** @description The dialled number, E.164 with `+`. */
      virtualNumber?: string;
      /** @description The pool's id or name. */
      pool?: string;
      /** @enum {string} */
      outcome?:
        | 'in-progress'
        | 'answered'
        | 'missed'
        | 'busy'
        | 'unreachable'
        | 'caller-hung-up'
        | 'refused'
        | 'failed'
        | 'unknown';
      /**
       * Format: date-time
       * @description Only calls that were first reported at this time or later.
       */
      from?: string;
      /**
       * Format: date-time
       * @description Only calls that were first reported before this time.
       */
      to?: string;
      /** @default 50 */
      limit: number;
      cursor?: string;
    };
    SendMessageInput: {
      /** @description Role of the party that gets the text. */
      to: string;
      /** @description A long text is sent in pieces. */
      text: string;
      /** @description The client's own id of the text in the booking. Repeating a request with the same reference and content sends nothing again. Without it, each request sends a text. Printable ASCII. */
      reference?: string;
    };
    /** @description An item that a job could not process and skips. */
    SetAside: {
      /** @description Kind and ID, for example `booking:019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10`. */
      item: string;
      /** @description Class, code and constraint of the error. */
      reason: string;
      /** @description Number of failures. */
      times: number;
      /** Format: date-time */
      firstAt: string;
      /** Format: date-time */
      lastAt: string;
      /**
       * Format: date-time
       * @description The first run after this time retries the item.
       */
      nextTryAt: string;
    };
    SetAsidePage: {
      items: components['schemas']['SetAside'][];
      nextCursor: string | null;
    };
    SetAsideRetry: {
      /** @description Number of items that the next run retries. */
      items: number;
    };
    /** @description This replica is about to stop. Send requests to another replica. */
    ShuttingDownProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 503;
      detail: string;
      instance: string;
      /** @constant */
      code: 'shutting-down';
      requestId?: string;
    };
    SideOfPool: {
      role: string | null;
      people: number;
      mostHeld: number;
      /** @description Erlang. */
      load: number;
    };
    /** @description startsAt must be before expiresAt and maxExpiresAt. */
    StartAfterEndProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'start-after-end';
      requestId?: string;
    };
    StartCallInput: {
      /** @description Role of the party that 8x8 rings first. */
      from: string;
    };
    /** @description Events cannot be sent to this URL; see `reason`. */
    SubscriptionUrlRefusedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'subscription-url-refused';
      requestId?: string;
      path: string;
      /** @enum {string} */
      reason: 'address-not-allowed' | 'not-a-url' | 'not-https' | 'user-or-fragment';
    };
    Sync: {
      /** @description Entries of 8x8's list that are not numbers; if there are any, nothing is retired. */
      unreadable: number;
      /** @description Numbers of pools that were updated. */
      updated: number;
      /** @description Numbers that were added to a pool. */
      added: number;
      /** @description Numbers that 8x8 no longer lists; they take no new bookings. */
      retired: number;
      /** @description Numbers that were not retired, because they are most of a pool: an operator must confirm it. */
      held: number;
      /** @description Numbers that were not added, because they are phones of parties to live bookings. */
      inUse: number;
    };
    SyncPoolInput: {
      /**
       * Format: uuid
       * @description The `id` of the pool's `heldSync`, whose missing numbers are to be retired.
       */
      confirmHeldSync?: string;
    };
    /** @description PostgreSQL knows no time zone with this name. Use an IANA name, such as Asia/Singapore. */
    TimeZoneUnknownProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'time-zone-unknown';
      requestId?: string;
      path: string;
    };
    /** @description This party has reached the pool's limit of calls per minute; retry in a minute. */
    TooManyCallsProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 429;
      detail: string;
      instance: string;
      /** @constant */
      code: 'too-many-calls';
      requestId?: string;
    };
    TooManyEventSubscriptionsProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'too-many-event-subscriptions';
      requestId?: string;
    };
    TwilioAccount: {
      accountSid: string;
      name: string;
      /** @enum {string} */
      status: 'active' | 'revoked';
      scopes: (
        | 'audit:read'
        | 'blocks:read'
        | 'blocks:write'
        | 'bookings:read'
        | 'bookings:write'
        | 'calls:read'
        | 'erasures:write'
        | 'events:read'
        | 'events:write'
        | 'jobs:run'
        | 'keys:write'
        | 'messages:read'
        | 'messages:write'
        | 'numbers:reveal'
        | 'pools:read'
        | 'pools:write'
      )[];
      /** @description Names of the pools that are its services; null: all pools. */
      pools: string[] | null;
      /** @description 8x8's sub-account of the services that it creates; null: it cannot create services. */
      subAccountId: string | null;
      /** @description 8x8's sub-account for the texts of these services; null: they have no texts. */
      smsSubAccountId: string | null;
      /**
       * Format: date-time
       * @description Accurate to the minute.
       */
      lastUsedAt: string | null;
      /** Format: date-time */
      revokedAt: string | null;
      /** @description The ID of the key that created it, or `bootstrap`. */
      createdBy: string;
      /** Format: date-time */
      createdAt: string;
    };
    /** @description No Twilio account has this SID. `GET /v1/twilio-accounts` lists them. */
    TwilioAccountNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'twilio-account-not-found';
      requestId?: string;
    };
    TwilioAccountPage: {
      items: components['schemas']['TwilioAccount'][];
      nextCursor: string | null;
    };
    /** @description The credentials in the Authorization header are missing, unknown, expired or revoked. */
    UnauthenticatedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 401;
      detail: string;
      instance: string;
      /** @constant */
      code: 'unauthenticated';
      requestId?: string;
    };
    /** @description callersAllowed or quietHours contains a role that no party of the booking has. */
    UnknownRoleProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'unknown-role';
      requestId?: string;
    };
    /** @description The body is not JSON (application/json), or it is compressed. */
    UnsupportedMediaTypeProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 415;
      detail: string;
      instance: string;
      /** @constant */
      code: 'unsupported-media-type';
      requestId?: string;
    };
    /** @description The fields that can be changed while the booking is active. */
    UpdateBookingInput: {
      callRecording?: boolean | null;
      metadata?: {
        [key: string]: unknown;
      };
      /**
       * Format: date-time
       * @description Time from which calls connect; absent or null: at once. The virtual number is reserved from the creation on.
       */
      startsAt?: string | null;
      /** @description Each connected call moves the end to this many seconds after the call; absent or null: the end stays. Requires `maxExpiresAt`. */
      idleTtlSeconds?: number | null;
      /**
       * Format: date-time
       * @description The booking ends at this time at the latest; absent or null: no limit.
       */
      maxExpiresAt?: string | null;
      /** @description Quiet hours of the parties; absent or null: those of the pool. */
      quietHours?: components['schemas']['PartyQuietHoursInput'][] | null;
      /** @description Roles whose calls connect; absent or null: both. */
      callersAllowed?: string[] | null;
      /** @description How the parties can reach each other; absent or null: the channels of the pool. */
      channels?: ('voice' | 'sms')[] | null;
      /** @description Message that the caller hears before being connected; absent or null: the pool's announcement. */
      announcement?:
        components['schemas']['SayParams'] | components['schemas']['PlayFileParams'] | null;
      ttlSeconds?: number;
      /** Format: date-time */
      expiresAt?: string;
    };
    UpdateDecisionHookInput: {
      url?: string;
      /** @enum {string} */
      onFailure?: 'connect' | 'refuse';
      unknownCallers?: boolean;
    };
    UpdateEventSubscriptionInput: {
      url?: string;
      /** @enum {string} */
      state?: 'enabled' | 'disabled';
      /** @description Absent or null: all types. */
      types?:
        | (
            | 'booking.created'
            | 'booking.number_changed'
            | 'booking.completed'
            | 'booking.cancelled'
            | 'booking.expired'
            | 'booking.reopened'
            | 'booking.reported'
            | 'call.started'
            | 'call.answered'
            | 'call.missed'
            | 'call.ended'
            | 'call.refused'
            | 'message.received'
            | 'message.refused'
            | 'message.forwarded'
            | 'message.delivered'
            | 'message.failed'
            | 'number.state_changed'
            | 'number.source_overwritten'
            | 'party.opted_out'
            | 'party.opted_in'
            | 'pool.low'
            | 'pool.exhausted'
            | 'pool.sync_held'
          )[]
        | null;
      /** @description IDs or names of pools; absent or null: all pools. */
      pools?: string[] | null;
      description?: string | null;
    };
    UpdatePoolInput: {
      /** @description The sub-account of texts; null: no texts. */
      smsSubAccountId?: string | null;
      policy?: components['schemas']['PoolPolicyInput'];
    };
    /** @description The settings of a virtual number that an operator can change. */
    UpdateVirtualNumberInput: {
      /** @enum {string} */
      state?: 'enabled' | 'draining' | 'disabled' | 'pending';
      weight?: number;
      /** @description Whether only bookings that name the number get it. */
      reserved?: boolean;
      maxActiveBookings?: number | null;
      /** @description The channels that the number can carry. 8x8's API does not say. */
      capabilities?: components['schemas']['CapabilitiesInput'];
    };
    /** @description 8x8's error, without numbers and secrets. */
    UpstreamFault: {
      /** @description HTTP status. */
      status: number;
      errorId?: string;
      /** @description 8x8's own code, for example `1001` or `-1013`. */
      statusCode?: string;
      statusMessage?: string;
    };
    /** @description Some fields are missing or invalid; see `errors`. */
    ValidationFailedProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 400;
      detail: string;
      instance: string;
      /** @constant */
      code: 'validation-failed';
      requestId?: string;
      errors: components['schemas']['FieldError'][];
    };
    VirtualNumber: {
      msisdn: string;
      /** @description The pool's name. */
      pool: string;
      countryCode: string | null;
      referenceId: string | null;
      numberType: string | null;
      operationalStatus: string;
      health: components['schemas']['NumberHealth'] | null;
      /**
       * Format: date-time
       * @description When 8x8 last listed or reported the number.
       */
      syncedAt: string | null;
      state: string;
      weight: number;
      /** @description Whether only bookings that name the number get it. */
      reserved: boolean;
      maxActiveBookings: number | null;
      capabilities: components['schemas']['Capabilities'];
      /**
       * Format: date-time
       * @description When a text last arrived with another sender than this number, because a country does not let it through; replies to such a text are lost. Null: never seen.
       */
      sourceOverwrittenAt: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    VirtualNumberInUseProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'virtual-number-in-use';
      requestId?: string;
      /** @enum {string} */
      reason: 'bookings' | 'enabled' | 'routes';
    };
    /** @description No pool contains this virtual number. Give it in E.164 with `+` (`%2B` in a URL). */
    VirtualNumberNotFoundProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 404;
      detail: string;
      instance: string;
      /** @constant */
      code: 'virtual-number-not-found';
      requestId?: string;
    };
    VirtualNumberPage: {
      items: components['schemas']['VirtualNumber'][];
      nextCursor: string | null;
    };
    /** @description One of the virtual numbers is in another pool, so nothing was added. Leave it out. */
    VirtualNumberTakenProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'virtual-number-taken';
      requestId?: string;
    };
    /** @description The requested virtual number is not available for this booking; see reason. */
    VirtualNumberUnavailableProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 409;
      detail: string;
      instance: string;
      /** @constant */
      code: 'virtual-number-unavailable';
      requestId?: string;
      /** @enum {string} */
      reason:
        | 'capacity'
        | 'conflict'
        | 'cooling'
        | 'country'
        | 'disabled'
        | 'draining'
        | 'no-sms'
        | 'no-voice'
        | 'not-in-pool'
        | 'pending'
        | 'reserved'
        | 'unhealthy';
      role: string | null;
    };
    /** @description 8x8 has no voice profile with this name. Omit it to use the default voice. */
    VoiceUnknownProblem: {
      type: string;
      title: string;
      /** @constant */
      status: 422;
      detail: string;
      instance: string;
      /** @constant */
      code: 'voice-unknown';
      requestId?: string;
      path: string;
    };
    WorstNumbers: {
      /**
       * Format: date-time
       * @description The calls since then were looked at: 24 hours, or less if there were more than 100,000.
       */
      since: string;
      /** @description How many calls were looked at. */
      calls: number;
      /** @description Lowest answer rate first. Numbers with fewer than three calls are left out. */
      items: components['schemas']['RatedNumber'][];
    };
  };
  responses: {
    /**
     * @description `api-key-ended`: The key has expired or was revoked: `keyStatus`. Create a new key.
     *
     *     `api-key-rotated`: The key already has a successor: `successorId`. Rotate the successor.
     */
    ApiKeyEndedOrApiKeyRotated: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['ApiKeyEndedProblem']
          | components['schemas']['ApiKeyRotatedProblem'];
      };
    };
    /** @description `api-key-not-found`: No API key has this id, or your key has no access to its pools. `GET /v1/api-keys` lists them. */
    ApiKeyNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ApiKeyNotFoundProblem'];
      };
    };
    /** @description `block-end-in-the-past`: `until` is not in the future, by the clock of the database. Send a later `until`, or none for a block without end. */
    BlockEndInThePast: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['BlockEndInThePastProblem'];
      };
    };
    /** @description `block-not-found`: No block has this id, or the key has no access to its pool. Check the id, and the pools of the key. */
    BlockNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['BlockNotFoundProblem'];
      };
    };
    /** @description `body-too-large`: The body exceeds 64 KiB; 2 MiB for creating or changing a pool and for a batch of bookings, 1 MiB for adding numbers. Send less per request. */
    BodyTooLarge: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['BodyTooLargeProblem'];
      };
    };
    /** @description `booking-ended`: The booking has already ended in another way: `bookingStatus`. Create a new booking. A completed or expired one can be reopened; a cancelled one cannot. */
    BookingEnded: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['BookingEndedProblem'];
      };
    };
    /**
     * @description `booking-ended`: The booking has already ended in another way: `bookingStatus`. Create a new booking. A completed or expired one can be reopened; a cancelled one cannot.
     *
     *     `party-erased`: A phone number of a party was erased, so the booking cannot be reopened. Create a new booking.
     *
     *     `pool-exhausted`: No number is free for the two parties, or in mode `per-party` for the one with this `role`. `reasons` counts numbers of the pool: `conflict` (in another booking of a party), `cooling`, `capacity`, `draining`, `disabled`, `pending`, `unhealthy`, `reserved`, `country`, `no-voice`, `no-sms`. Add or enable numbers; `GET /v1/pools/{pool}/capacity` calculates how many.
     */
    BookingEndedOrPartyErasedOrPoolExhausted: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['BookingEndedProblem']
          | components['schemas']['PartyErasedProblem']
          | components['schemas']['PoolExhaustedProblem'];
      };
    };
    /**
     * @description `booking-ended`: The booking has already ended in another way: `bookingStatus`. Create a new booking. A completed or expired one can be reopened; a cancelled one cannot.
     *
     *     `pool-exhausted`: No number is free for the two parties, or in mode `per-party` for the one with this `role`. `reasons` counts numbers of the pool: `conflict` (in another booking of a party), `cooling`, `capacity`, `draining`, `disabled`, `pending`, `unhealthy`, `reserved`, `country`, `no-voice`, `no-sms`. Add or enable numbers; `GET /v1/pools/{pool}/capacity` calculates how many.
     *
     *     `virtual-number-unavailable`: The requested number cannot be assigned to these two parties, or in mode `per-party` to the party with this `role`. `reason` is a reason of `pool-exhausted`, or `not-in-pool`. Request another number, or let Maskline choose.
     */
    BookingEndedOrPoolExhaustedOrVirtualNumberUnavailable: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['BookingEndedProblem']
          | components['schemas']['PoolExhaustedProblem']
          | components['schemas']['VirtualNumberUnavailableProblem'];
      };
    };
    /** @description `booking-not-callable`: This party cannot call the other one now: the booking has not started or has ended, it does not allow it, the other party has quiet hours, or a block forbids it. Show the party the same words in each case. Check `startsAt`, `callableUntil`, `callersAllowed` and `quietHours`, also those of the pool, and the blocks. */
    BookingNotCallable: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['BookingNotCallableProblem'];
      };
    };
    /** @description `booking-not-found`: No booking has this id, or the key has no access to its pool. Check the id; `GET /v1/bookings?reference=…` finds a booking by your own reference. */
    BookingNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['BookingNotFoundProblem'];
      };
    };
    /**
     * @description `booking-not-found`: No booking has this id, or the key has no access to its pool. Check the id; `GET /v1/bookings?reference=…` finds a booking by your own reference.
     *
     *     `party-not-found`: The booking has no party with this role. Use a role of its `parties`.
     */
    BookingNotFoundOrPartyNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['BookingNotFoundProblem']
          | components['schemas']['PartyNotFoundProblem'];
      };
    };
    /**
     * @description `booking-not-found`: No booking has this id, or the key has no access to its pool. Check the id; `GET /v1/bookings?reference=…` finds a booking by your own reference.
     *
     *     `party-not-found`: The booking has no party with this role. Use a role of its `parties`.
     *
     *     `eightxeight-not-found`: 8x8 has no such sub-account, number, session or webhook. Check the pool's `subAccountId`.
     */
    BookingNotFoundOrPartyNotFoundOrEightxeightNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['BookingNotFoundProblem']
          | components['schemas']['PartyNotFoundProblem']
          | components['schemas']['EightxeightNotFoundProblem'];
      };
    };
    /**
     * @description `bookings-live`: The phone has live bookings: `bookings` is their count, and `bookingIds` lists the first 200. Nothing was changed. End these bookings, or send `endBookings: true`.
     *
     *     `erasure-under-way`: Another erasure or export is running on this replica. Retry when it has finished.
     */
    BookingsLiveOrErasureUnderWay: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['BookingsLiveProblem']
          | components['schemas']['ErasureUnderWayProblem'];
      };
    };
    /** @description `call-not-found`: No call has this session id: it is unknown, or past its retention. If the call has just begun, retry in a moment. */
    CallNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['CallNotFoundProblem'];
      };
    };
    /**
     * @description `call-not-found`: No call has this session id: it is unknown, or past its retention. If the call has just begun, retry in a moment.
     *
     *     `eightxeight-not-found`: 8x8 has no such sub-account, number, session or webhook. Check the pool's `subAccountId`.
     */
    CallNotFoundOrEightxeightNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['CallNotFoundProblem']
          | components['schemas']['EightxeightNotFoundProblem'];
      };
    };
    /**
     * @description `call-not-found`: No call has this session id: it is unknown, or past its retention. If the call has just begun, retry in a moment.
     *
     *     `virtual-number-not-found`: No pool has this virtual number, or the key has no access to the pool. Write the number in E.164 with `+` (`%2B` in a URL).
     */
    CallNotFoundOrVirtualNumberNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['CallNotFoundProblem']
          | components['schemas']['VirtualNumberNotFoundProblem'];
      };
    };
    /**
     * @description `caller-unknown`: The call has no phone of the caller or no virtual number: the caller withheld it, or it was erased. Use `POST /v1/routing/explain` with the numbers, if you know them.
     *
     *     `phone-number-invalid`: The number in `path` is not a valid E.164 number. Write it like `+6591178965`.
     */
    CallerUnknownOrPhoneNumberInvalid: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['CallerUnknownProblem']
          | components['schemas']['PhoneNumberInvalidProblem'];
      };
    };
    /** @description `console-session-not-found`: No session of the console has this id, or the key may not see it. List the sessions with `GET /v1/console-sessions`. */
    ConsoleSessionNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ConsoleSessionNotFoundProblem'];
      };
    };
    /**
     * @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored.
     *
     *     `overloaded`: Too many requests are in progress. Retry in a moment.
     */
    DatabaseUnavailableOrOverloaded: {
      headers: {
        /** @description Seconds. */
        'Retry-After'?: string;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['DatabaseUnavailableProblem']
          | components['schemas']['OverloadedProblem'];
      };
    };
    /**
     * @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored.
     *
     *     `overloaded`: Too many requests are in progress. Retry in a moment.
     *
     *     `number-keys-outdated`: This replica runs with outdated `NUMBER_KEYS`: a key rotation has replaced them. Retry: another replica accepts the request. Operators: deploy the current key ring on all replicas.
     */
    DatabaseUnavailableOrOverloadedOrNumberKeysOutdated: {
      headers: {
        /** @description Seconds. */
        'Retry-After'?: string;
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['DatabaseUnavailableProblem']
          | components['schemas']['OverloadedProblem']
          | components['schemas']['NumberKeysOutdatedProblem'];
      };
    };
    /** @description `decision-hook-exists`: The pool already has a decision hook. Change it with `PATCH`, or delete it first. */
    DecisionHookExists: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['DecisionHookExistsProblem'];
      };
    };
    /** @description `decision-hook-url-refused`: Maskline cannot ask this URL. `reason`: `not-a-url`, `not-https`, `user-or-fragment`, `address-not-allowed`. Use an `https` URL that is publicly reachable. Operators can allow `http` with `EVENT_SUBSCRIPTION_ALLOW_HTTP`, and private networks with `EVENT_SUBSCRIPTION_ALLOWED_NETWORKS`. */
    DecisionHookUrlRefused: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['DecisionHookUrlRefusedProblem'];
      };
    };
    /**
     * @description `eightxeight-invalid-argument`: The `argument` is not valid for 8x8; nothing was sent. Check its value.
     *
     *     `eightxeight-invalid-request`: 8x8 rejected the request as invalid; `upstream` has 8x8's message. Check the sub-account and the numbers.
     */
    EightxeightInvalidArgumentOrEightxeightInvalidRequest: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['EightxeightInvalidArgumentProblem']
          | components['schemas']['EightxeightInvalidRequestProblem'];
      };
    };
    /** @description `erasure-under-way`: Another erasure or export is running on this replica. Retry when it has finished. */
    ErasureUnderWay: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ErasureUnderWayProblem'];
      };
    };
    /** @description `event-not-found`: No event has this id; old events are deleted. Check the id; a deleted event cannot be restored. */
    EventNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['EventNotFoundProblem'];
      };
    };
    /** @description `event-subscription-not-found`: No event subscription has this id. `GET /v1/event-subscriptions` lists them. */
    EventSubscriptionNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['EventSubscriptionNotFoundProblem'];
      };
    };
    /**
     * @description `event-subscription-not-found`: No event subscription has this id. `GET /v1/event-subscriptions` lists them.
     *
     *     `pool-not-found`: No pool has this id or name, or the key has no access to it. Check the name, and the pools of the key.
     */
    EventSubscriptionNotFoundOrPoolNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['EventSubscriptionNotFoundProblem']
          | components['schemas']['PoolNotFoundProblem'];
      };
    };
    /** @description `expiry-in-the-past`: `expiresAt` or `maxExpiresAt` is in the past. Also if a booking is reopened whose `maxExpiresAt` has passed. Choose a later time. */
    ExpiryInThePast: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ExpiryInThePastProblem'];
      };
    };
    /** @description `held-sync-changed`: The pool has no held sync with this id: it was confirmed, dismissed or dropped, or it would now retire other numbers. `GET /v1/pools/{pool}` shows the current `heldSync`. */
    HeldSyncChanged: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['HeldSyncChangedProblem'];
      };
    };
    /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
    InternalError: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['InternalErrorProblem'];
      };
    };
    /** @description `job-not-found`: No job has this name. `GET /v1/jobs` lists them. */
    JobNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['JobNotFoundProblem'];
      };
    };
    /** @description `job-running`: The job is already running. Wait until it has finished. */
    JobRunning: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['JobRunningProblem'];
      };
    };
    /**
     * @description `last-party`: The booking has only this party, and a booking keeps at least one. Cancel the booking, or replace the party with `PUT`.
     *
     *     `booking-ended`: The booking has already ended in another way: `bookingStatus`. Create a new booking. A completed or expired one can be reopened; a cancelled one cannot.
     */
    LastPartyOrBookingEnded: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          components['schemas']['LastPartyProblem'] | components['schemas']['BookingEndedProblem'];
      };
    };
    /** @description `malformed-request`: The request cannot be parsed. The body must be JSON in UTF-8, at most 32 levels deep, with at most 1,000 fields per object, 1,000 items per list and 20,000 values (40,000 in a batch). Duplicate keys and keys like `constructor` are not allowed. Path and query must be percent-encoded UTF-8 without NUL characters. Correct the request; a retry fails again. */
    MalformedRequest: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['MalformedRequestProblem'];
      };
    };
    /**
     * @description `malformed-request`: The request cannot be parsed. The body must be JSON in UTF-8, at most 32 levels deep, with at most 1,000 fields per object, 1,000 items per list and 20,000 values (40,000 in a batch). Duplicate keys and keys like `constructor` are not allowed. Path and query must be percent-encoded UTF-8 without NUL characters. Correct the request; a retry fails again.
     *
     *     `validation-failed`: Fields are missing, invalid or unknown. `errors` has one `{path, message}` for each. Correct these fields.
     */
    MalformedRequestOrValidationFailed: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['MalformedRequestProblem']
          | components['schemas']['ValidationFailedProblem'];
      };
    };
    /**
     * @description `malformed-request`: The request cannot be parsed. The body must be JSON in UTF-8, at most 32 levels deep, with at most 1,000 fields per object, 1,000 items per list and 20,000 values (40,000 in a batch). Duplicate keys and keys like `constructor` are not allowed. Path and query must be percent-encoded UTF-8 without NUL characters. Correct the request; a retry fails again.
     *
     *     `validation-failed`: Fields are missing, invalid or unknown. `errors` has one `{path, message}` for each. Correct these fields.
     *
     *     `invalid-cursor`: The `cursor` is not from this list. Pass `nextCursor` unchanged to the same list, or start again without a cursor.
     */
    MalformedRequestOrValidationFailedOrInvalidCursor: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['MalformedRequestProblem']
          | components['schemas']['ValidationFailedProblem']
          | components['schemas']['InvalidCursorProblem'];
      };
    };
    /** @description `message-not-found`: No text has this id, retention has deleted it, or the key may not see its pool. List the texts of the booking with `GET /v1/bookings/{id}/messages`. */
    MessageNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['MessageNotFoundProblem'];
      };
    };
    /**
     * @description `message-not-sendable`: The party cannot be texted now. `reason`: `channel-off` (the booking, the pool or the number has no texts), `booking-ended`, `blocked` (a block keeps the other party from this one), `opted-out` (the party wants no texts from this number). Do not repeat the request. Reach the party in another way.
     *
     *     `message-reference-taken`: The booking has a text with this `reference` and another text or receiver: `messageId`. Use a new reference for a new text.
     */
    MessageNotSendableOrMessageReferenceTaken: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['MessageNotSendableProblem']
          | components['schemas']['MessageReferenceTakenProblem'];
      };
    };
    /** @description `phone-number-invalid`: The number in `path` is not a valid E.164 number. Write it like `+6591178965`. */
    PhoneNumberInvalid: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['PhoneNumberInvalidProblem'];
      };
    };
    /**
     * @description `phone-number-invalid`: The number in `path` is not a valid E.164 number. Write it like `+6591178965`.
     *
     *     `phone-number-in-use`: One of the numbers is the phone of a party of a live booking; nothing was added. Check the numbers: a person's phone cannot be a virtual number.
     */
    PhoneNumberInvalidOrPhoneNumberInUse: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['PhoneNumberInvalidProblem']
          | components['schemas']['PhoneNumberInUseProblem'];
      };
    };
    /**
     * @description `phone-number-invalid`: The number in `path` is not a valid E.164 number. Write it like `+6591178965`.
     *
     *     `phone-number-withheld`: The number in `path` is one that networks send for withheld numbers, so many callers share it. Use the party's own number.
     *
     *     `block-end-in-the-past`: `until` is not in the future, by the clock of the database. Send a later `until`, or none for a block without end.
     */
    PhoneNumberInvalidOrPhoneNumberWithheldOrBlockEndInThePast: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['PhoneNumberInvalidProblem']
          | components['schemas']['PhoneNumberWithheldProblem']
          | components['schemas']['BlockEndInThePastProblem'];
      };
    };
    /** @description `pool-name-taken`: Another pool has this name. Choose another name, or use that pool. */
    PoolNameTaken: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['PoolNameTakenProblem'];
      };
    };
    /** @description `pool-not-found`: No pool has this id or name, or the key has no access to it. Check the name, and the pools of the key. */
    PoolNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['PoolNotFoundProblem'];
      };
    };
    /**
     * @description `pool-not-found`: No pool has this id or name, or the key has no access to it. Check the name, and the pools of the key.
     *
     *     `decision-hook-not-found`: The pool has no decision hook. Create it with `POST /v1/pools/{pool}/decision-hook`.
     */
    PoolNotFoundOrDecisionHookNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['PoolNotFoundProblem']
          | components['schemas']['DecisionHookNotFoundProblem'];
      };
    };
    /**
     * @description `pool-not-found`: No pool has this id or name, or the key has no access to it. Check the name, and the pools of the key.
     *
     *     `eightxeight-not-found`: 8x8 has no such sub-account, number, session or webhook. Check the pool's `subAccountId`.
     */
    PoolNotFoundOrEightxeightNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['PoolNotFoundProblem']
          | components['schemas']['EightxeightNotFoundProblem'];
      };
    };
    /** @description `precondition-failed`: The booking has changed since the version in `If-Match`: `version` is the current one. Nothing was changed. Read the booking again, then decide. */
    PreconditionFailed: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['PreconditionFailedProblem'];
      };
    };
    /** @description `rate-limited`: The key has made too many requests. Wait for `Retry-After` seconds. */
    RateLimited: {
      headers: {
        /** @description Seconds. */
        'Retry-After': string;
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['RateLimitedProblem'];
      };
    };
    /**
     * @description `rate-limited`: The key has made too many requests. Wait for `Retry-After` seconds.
     *
     *     `too-many-calls`: The party has reached the pool's `maxCallsPerMinute`; this concerns calls from the app. Wait a minute.
     */
    RateLimitedOrTooManyCalls: {
      headers: {
        /** @description Seconds. */
        'Retry-After'?: string;
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['RateLimitedProblem']
          | components['schemas']['TooManyCallsProblem'];
      };
    };
    /**
     * @description `reference-taken`: A booking with this reference but other content exists: `bookingId`. This includes bookings with a replaced or erased party. Change that booking, or use a new reference.
     *
     *     `pool-exhausted`: No number is free for the two parties, or in mode `per-party` for the one with this `role`. `reasons` counts numbers of the pool: `conflict` (in another booking of a party), `cooling`, `capacity`, `draining`, `disabled`, `pending`, `unhealthy`, `reserved`, `country`, `no-voice`, `no-sms`. Add or enable numbers; `GET /v1/pools/{pool}/capacity` calculates how many.
     *
     *     `virtual-number-unavailable`: The requested number cannot be assigned to these two parties, or in mode `per-party` to the party with this `role`. `reason` is a reason of `pool-exhausted`, or `not-in-pool`. Request another number, or let Maskline choose.
     */
    ReferenceTakenOrPoolExhaustedOrVirtualNumberUnavailable: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['ReferenceTakenProblem']
          | components['schemas']['PoolExhaustedProblem']
          | components['schemas']['VirtualNumberUnavailableProblem'];
      };
    };
    /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
    RequestRefused: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['RequestRefusedProblem'];
      };
    };
    /** @description `scope-missing`: The key does not have `scope`. Use a key with this scope; an operator can create one. */
    ScopeMissing: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ScopeMissingProblem'];
      };
    };
    /**
     * @description `scope-missing`: The key does not have `scope`. Use a key with this scope; an operator can create one.
     *
     *     `grant-exceeded`: A key can grant, rotate and revoke only keys whose rights it has itself. `exceeds` names the excess: `scopes` (listed in `scopes`), `pools`, `rateLimitPerMinute`, `expiresAt`. Request less, or use a key with these rights.
     */
    ScopeMissingOrGrantExceeded: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['ScopeMissingProblem']
          | components['schemas']['GrantExceededProblem'];
      };
    };
    /**
     * @description `scope-missing`: The key does not have `scope`. Use a key with this scope; an operator can create one.
     *
     *     `key-restricted`: The request concerns all pools, but the key is restricted to some. Use a key that is not restricted to pools.
     */
    ScopeMissingOrKeyRestricted: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['ScopeMissingProblem']
          | components['schemas']['KeyRestrictedProblem'];
      };
    };
    /** @description `subscription-url-refused`: Events cannot be sent to this URL. `reason`: `not-a-url`, `not-https`, `user-or-fragment`, `address-not-allowed`. Use an `https` URL that is publicly reachable. Operators can allow `http` with `EVENT_SUBSCRIPTION_ALLOW_HTTP`, and private networks with `EVENT_SUBSCRIPTION_ALLOWED_NETWORKS`. */
    SubscriptionUrlRefused: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['SubscriptionUrlRefusedProblem'];
      };
    };
    /** @description `too-many-event-subscriptions`: There are already 100 event subscriptions. Delete an unused one. */
    TooManyEventSubscriptions: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['TooManyEventSubscriptionsProblem'];
      };
    };
    /** @description `twilio-account-not-found`: No Twilio account has this SID, or the key may not see it. `GET /v1/twilio-accounts` lists them. */
    TwilioAccountNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['TwilioAccountNotFoundProblem'];
      };
    };
    /** @description `unauthenticated`: The credentials are missing, unknown, expired or revoked. Send `Authorization: Bearer <API key>` with an active key. */
    Unauthenticated: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['UnauthenticatedProblem'];
      };
    };
    /** @description `unsupported-media-type`: The body is not `application/json`, or it is compressed; `Accept-Encoding` lists the accepted encodings. Set `Content-Type: application/json`, and send the body uncompressed. */
    UnsupportedMediaType: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['UnsupportedMediaTypeProblem'];
      };
    };
    /** @description `virtual-number-in-use`: The virtual number cannot be deleted. `reason`: it accepts bookings (`enabled`), it has stored bookings, including ended ones (`bookings`), or its calls still connect or cool down (`routes`). Set its `state` to `disabled`, and delete it once its bookings and routes are gone. */
    VirtualNumberInUse: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['VirtualNumberInUseProblem'];
      };
    };
    /** @description `virtual-number-not-found`: No pool has this virtual number, or the key has no access to the pool. Write the number in E.164 with `+` (`%2B` in a URL). */
    VirtualNumberNotFound: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['VirtualNumberNotFoundProblem'];
      };
    };
    /** @description `virtual-number-taken`: Another pool has one of the numbers; nothing was added. Omit that number: a number belongs to one pool. */
    VirtualNumberTaken: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['VirtualNumberTakenProblem'];
      };
    };
    /**
     * @description `voice-unknown`: 8x8 does not list the voice profile in `path`. Use a voice that 8x8 lists for the sub-account, or omit it for the default voice.
     *
     *     `time-zone-unknown`: PostgreSQL knows no time zone with the name in `path`. Use an IANA name, such as `Asia/Singapore`. Names are case-sensitive.
     *
     *     `recording-without-announcement`: The pool has `recordingRequiresAnnouncement`, and calls would be recorded without one. `reason`: of this booking (`booking`), of new bookings (`pool`), or of active bookings that rely on the pool (`live-bookings`). Set an announcement of the booking or of the pool, or turn recording off.
     */
    VoiceUnknownOrTimeZoneUnknownOrRecordingWithoutAnnouncement: {
      headers: {
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimitPolicy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json':
          | components['schemas']['VoiceUnknownProblem']
          | components['schemas']['TimeZoneUnknownProblem']
          | components['schemas']['RecordingWithoutAnnouncementProblem'];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: {
    /** @description The rest of the limit of the key, and the seconds until it is fully restored. */
    RateLimit: string;
    /** @description The limit of the key, in requests per minute. */
    RateLimitPolicy: string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getDocs: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page. */
      200: {
        headers: {
          /** @description Of this release and content coding; `If-None-Match` with it gets 304. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'text/html': string;
        };
      };
      /** @description The client has it. */
      304: {
        headers: {
          /** @description Of this release and content coding; `If-None-Match` with it gets 304. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  getErrorDocs: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page. */
      200: {
        headers: {
          /** @description Of this release and content coding; `If-None-Match` with it gets 304. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'text/html': string;
        };
      };
      /** @description The client has it. */
      304: {
        headers: {
          /** @description Of this release and content coding; `If-None-Match` with it gets 304. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  isLive: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The process runs. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status: string;
          };
        };
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  isReady: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The replica is ready. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            status: string;
            /** @description Seconds by which the database's clock is ahead of this machine's; null until it is known. */
            clockOffsetSeconds: number | null;
          };
        };
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /**
       * @description `not-ready`: The database does not respond. Send no requests to this replica until it is ready.
       *
       *     `shutting-down`: This replica is shutting down; it still serves requests. Send requests to another replica.
       *
       *     `database-settings`: Database sessions lack settings that Maskline relies on. `missing` lists PostgreSQL settings or `prepared statements`; a connection pooler may have removed them. Operators: see "PgBouncer" in docs/deploy.md.
       *
       *     `number-keys-outdated`: This replica runs with outdated `NUMBER_KEYS`: a key rotation has replaced them. Retry: another replica accepts the request. Operators: deploy the current key ring on all replicas.
       */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['NotReadyProblem']
            | components['schemas']['ShuttingDownProblem']
            | components['schemas']['DatabaseSettingsProblem']
            | components['schemas']['NumberKeysOutdatedProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  getMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Metrics in the text format of Prometheus. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  getOpenApi: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description An OpenAPI 3.1 document. */
      200: {
        headers: {
          /** @description Of this release and content coding; `If-None-Match` with it gets 304. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': Record<string, never>;
        };
      };
      /** @description The client has it. */
      304: {
        headers: {
          /** @description Of this release and content coding; `If-None-Match` with it gets 304. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  listApiKeys: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of API keys. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiKeyPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  createApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateApiKeyInput'];
      };
    };
    responses: {
      /** @description The new key, which is not shown again. */
      201: {
        headers: {
          /** @description The URL of the resource: `/v1/api-keys/{id}`. */
          Location: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewApiKey'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrGrantExceeded'];
      404: components['responses']['PoolNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['ExpiryInThePast'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The API key. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiKey'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['ApiKeyNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  revokeApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The key is revoked. */
      204: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrGrantExceeded'];
      404: components['responses']['ApiKeyNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  rotateApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['RotateApiKeyInput'];
      };
    };
    responses: {
      /** @description The successor with its key, which is not shown again. */
      201: {
        headers: {
          /** @description The URL of the resource: `/v1/api-keys/{id}`. */
          Location: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewApiKey'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrGrantExceeded'];
      404: components['responses']['ApiKeyNotFound'];
      409: components['responses']['ApiKeyEndedOrApiKeyRotated'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['ExpiryInThePast'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listAuditEvents: {
    parameters: {
      query?: {
        action?: string;
        /** @description The ID of an API key, `bootstrap` or `system`. */
        key?: string;
        /** @description At or after this time. */
        from?: string;
        /** @description Before this time. */
        to?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of events. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditEventPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listBlocks: {
    parameters: {
      query?: {
        /** @description Id or name of a pool; blocks that hold in every pool are not listed then. */
        pool?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of blocks. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BlockPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  createBlock: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateBlockInput'];
      };
    };
    responses: {
      /** @description The block that existed. */
      200: {
        headers: {
          /** @description The URL of the resource: `/v1/blocks/{id}`. */
          Location: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Block'];
        };
      };
      /** @description The new block. */
      201: {
        headers: {
          /** @description The URL of the resource: `/v1/blocks/{id}`. */
          Location: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Block'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['PoolNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['PhoneNumberInvalidOrPhoneNumberWithheldOrBlockEndInThePast'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloadedOrNumberKeysOutdated'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getBlock: {
    parameters: {
      query?: {
        reveal?: 'true' | 'false';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The block. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Block'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BlockNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  deleteBlock: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The block was deleted. */
      204: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BlockNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listBookings: {
    parameters: {
      query?: {
        pool?: string;
        reference?: string;
        status?: 'open' | 'active' | 'completed' | 'cancelled' | 'expired';
        /** @description E.164; the leading `+` is optional. */
        virtualNumber?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of bookings. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BookingPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  createBooking: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateBookingInput'];
      };
    };
    responses: {
      /** @description The booking that an earlier identical request created. */
      200: {
        headers: {
          /** @description The URL of the resource: `/v1/bookings/{id}`. */
          Location: string;
          /** @description The `version` of the booking, in quotes. */
          ETag?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Booking'];
        };
      };
      /** @description The new booking. */
      201: {
        headers: {
          /** @description The URL of the resource: `/v1/bookings/{id}`. */
          Location: string;
          /** @description The `version` of the booking, in quotes. */
          ETag?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Booking'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      409: components['responses']['ReferenceTakenOrPoolExhaustedOrVirtualNumberUnavailable'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      /**
       * @description `phone-number-invalid`: The number in `path` is not a valid E.164 number. Write it like `+6591178965`.
       *
       *     `phone-number-withheld`: The number in `path` is one that networks send for withheld numbers, so many callers share it. Use the party's own number.
       *
       *     `phone-number-premium-rate`: The number in `path` is a premium-rate number, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-shared-cost`: The number in `path` is a shared-cost number, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-satellite`: The number in `path` is a satellite phone, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-global`: The number in `path` is a number of an international network or an international freephone number, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-personal`: The number in `path` is a personal number (its owner can forward it anywhere), which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-pager`: The number in `path` is a pager, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-voicemail`: The number in `path` is a voice mailbox, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-repeated`: A party has the number in `path` twice. Send it once.
       *
       *     `same-party-twice`: Both parties have the same role or number. Give them different ones.
       *
       *     `phone-number-country-not-allowed`: The pool does not allow phone numbers of this country. See `allowedCountries` in its policy.
       *
       *     `phone-number-is-virtual`: A party's number is a virtual number of the pool's sub-account. Use the party's own number.
       *
       *     `parties-blocked`: A block forbids one of the two parties to reach the other, or anybody. Book other parties. A key with `blocks:write` can delete the block.
       *
       *     `unknown-role`: `callersAllowed` or `quietHours` names a role that no party has. Use a role of `parties`.
       *
       *     `expiry-in-the-past`: `expiresAt` or `maxExpiresAt` is in the past. Also if a booking is reopened whose `maxExpiresAt` has passed. Choose a later time.
       *
       *     `start-after-end`: `startsAt` is not before `expiresAt` and `maxExpiresAt`. Choose an earlier start or a later end.
       *
       *     `time-zone-unknown`: PostgreSQL knows no time zone with the name in `path`. Use an IANA name, such as `Asia/Singapore`. Names are case-sensitive.
       *
       *     `recording-without-announcement`: The pool has `recordingRequiresAnnouncement`, and calls would be recorded without one. `reason`: of this booking (`booking`), of new bookings (`pool`), or of active bookings that rely on the pool (`live-bookings`). Set an announcement of the booking or of the pool, or turn recording off.
       *
       *     `number-mode-mismatch`: The request names virtual numbers for the other `numberMode`. In mode `shared` the booking has one `virtualNumber`, in mode `per-party` each party has its own. Name `virtualNumber` of the booking in mode `shared`, and of its parties in mode `per-party`.
       */
      422: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['PhoneNumberInvalidProblem']
            | components['schemas']['PhoneNumberWithheldProblem']
            | components['schemas']['PhoneNumberPremiumRateProblem']
            | components['schemas']['PhoneNumberSharedCostProblem']
            | components['schemas']['PhoneNumberSatelliteProblem']
            | components['schemas']['PhoneNumberGlobalProblem']
            | components['schemas']['PhoneNumberPersonalProblem']
            | components['schemas']['PhoneNumberPagerProblem']
            | components['schemas']['PhoneNumberVoicemailProblem']
            | components['schemas']['PhoneNumberRepeatedProblem']
            | components['schemas']['SamePartyTwiceProblem']
            | components['schemas']['PhoneNumberCountryNotAllowedProblem']
            | components['schemas']['PhoneNumberIsVirtualProblem']
            | components['schemas']['PartiesBlockedProblem']
            | components['schemas']['UnknownRoleProblem']
            | components['schemas']['ExpiryInThePastProblem']
            | components['schemas']['StartAfterEndProblem']
            | components['schemas']['TimeZoneUnknownProblem']
            | components['schemas']['RecordingWithoutAnnouncementProblem']
            | components['schemas']['NumberModeMismatchProblem'];
        };
      };
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      /**
       * @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored.
       *
       *     `overloaded`: Too many requests are in progress. Retry in a moment.
       *
       *     `assignment-contended`: Other bookings took every number that was tried. Retry with the same reference.
       *
       *     `number-keys-outdated`: This replica runs with outdated `NUMBER_KEYS`: a key rotation has replaced them. Retry: another replica accepts the request. Operators: deploy the current key ring on all replicas.
       */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['DatabaseUnavailableProblem']
            | components['schemas']['OverloadedProblem']
            | components['schemas']['AssignmentContendedProblem']
            | components['schemas']['NumberKeysOutdatedProblem'];
        };
      };
      '4XX': components['responses']['RequestRefused'];
    };
  };
  exportBookings: {
    parameters: {
      query?: {
        reveal?: 'true' | 'false';
        pool?: string;
        reference?: string;
        status?: 'open' | 'active' | 'completed' | 'cancelled' | 'expired';
        /** @description E.164; the leading `+` is optional. */
        virtualNumber?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of bookings. */
      200: {
        headers: {
          /** @description The next page, `rel="next"`; absent on the last one. */
          Link?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  createBookings: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateBookingsInput'];
      };
    };
    responses: {
      /** @description A result for each booking, in the order of the request. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Batch'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  searchBookings: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SearchBookingsInput'];
      };
    };
    responses: {
      /** @description A page of bookings. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BookingPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['PhoneNumberInvalid'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getBooking: {
    parameters: {
      query?: {
        reveal?: 'true' | 'false';
      };
      header?: {
        /** @description The `ETag` of a response that you have cached (304). */
        'If-None-Match'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The booking. */
      200: {
        headers: {
          /** @description The `version` of the booking, in quotes. */
          ETag?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Booking'];
        };
      };
      /** @description The booking has the version in `If-None-Match`. */
      304: {
        headers: {
          /** @description The `version` of the booking, in quotes. */
          ETag?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  updateBooking: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that the booking must still have; otherwise nothing is changed (412). */
        'If-Match'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['UpdateBookingInput'];
      };
    };
    responses: {
      /** @description The updated booking. */
      200: {
        headers: {
          /** @description The `version` of the booking, in quotes. */
          ETag?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Booking'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFound'];
      409: components['responses']['BookingEnded'];
      412: components['responses']['PreconditionFailed'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      /**
       * @description `expiry-in-the-past`: `expiresAt` or `maxExpiresAt` is in the past. Also if a booking is reopened whose `maxExpiresAt` has passed. Choose a later time.
       *
       *     `start-after-end`: `startsAt` is not before `expiresAt` and `maxExpiresAt`. Choose an earlier start or a later end.
       *
       *     `unknown-role`: `callersAllowed` or `quietHours` names a role that no party has. Use a role of `parties`.
       *
       *     `time-zone-unknown`: PostgreSQL knows no time zone with the name in `path`. Use an IANA name, such as `Asia/Singapore`. Names are case-sensitive.
       *
       *     `recording-without-announcement`: The pool has `recordingRequiresAnnouncement`, and calls would be recorded without one. `reason`: of this booking (`booking`), of new bookings (`pool`), or of active bookings that rely on the pool (`live-bookings`). Set an announcement of the booking or of the pool, or turn recording off.
       */
      422: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['ExpiryInThePastProblem']
            | components['schemas']['StartAfterEndProblem']
            | components['schemas']['UnknownRoleProblem']
            | components['schemas']['TimeZoneUnknownProblem']
            | components['schemas']['RecordingWithoutAnnouncementProblem'];
        };
      };
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  blockParty: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['BlockPartyInput'];
      };
    };
    responses: {
      /** @description The blocks; there is no next page. */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BlockPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['BookingNotFoundOrPartyNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['BlockEndInThePast'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloadedOrNumberKeysOutdated'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listCallsOfBooking: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of calls. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CallPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  startCall: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StartCallInput'];
      };
    };
    responses: {
      /** @description 8x8 accepted the call and rings the first party. */
      202: {
        headers: {
          /** @description The URL of the resource: `/v1/calls/{sessionId}`. */
          Location: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppCall'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFoundOrPartyNotFoundOrEightxeightNotFound'];
      409: components['responses']['BookingNotCallable'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['EightxeightInvalidArgumentOrEightxeightInvalidRequest'];
      429: components['responses']['RateLimitedOrTooManyCalls'];
      500: components['responses']['InternalError'];
      /**
       * @description `eightxeight-refused`: 8x8 refused the request with another 4xx; `upstream` has 8x8's message. Correct the request; a retry fails again.
       *
       *     `eightxeight-unauthorized`: 8x8 rejected the API key of Maskline. Check `EIGHTXEIGHT_API_KEY`.
       *
       *     `eightxeight-forbidden`: The 8x8 API key of Maskline has no access to this sub-account. Use the key of the sub-account, or contact 8x8.
       *
       *     `eightxeight-bad-response`: The response of 8x8 is invalid. `reason`: `redirect`, `too-large`, `not-json`, or `unexpected` with the `field`. Check `EIGHTXEIGHT_BASE_URL`. A requested call may or may not have been started.
       */
      502: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['EightxeightRefusedProblem']
            | components['schemas']['EightxeightUnauthorizedProblem']
            | components['schemas']['EightxeightForbiddenProblem']
            | components['schemas']['EightxeightBadResponseProblem'];
        };
      };
      /**
       * @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored.
       *
       *     `overloaded`: Too many requests are in progress. Retry in a moment.
       *
       *     `eightxeight-not-configured`: No 8x8 API key is configured; nothing was sent. Set `EIGHTXEIGHT_API_KEY`.
       *
       *     `eightxeight-unavailable`: 8x8 is unavailable. `reason`: `timeout`, `network`, `server-error`, `rate-limited`. Retry later. A requested call may or may not have been started.
       */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['DatabaseUnavailableProblem']
            | components['schemas']['OverloadedProblem']
            | components['schemas']['EightxeightNotConfiguredProblem']
            | components['schemas']['EightxeightUnavailableProblem'];
        };
      };
      '4XX': components['responses']['RequestRefused'];
    };
  };
  cancelBooking: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that the booking must still have; otherwise nothing is changed (412). */
        'If-Match'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The updated booking. */
      200: {
        headers: {
          /** @description The `version` of the booking, in quotes. */
          ETag?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Booking'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFound'];
      409: components['responses']['BookingEnded'];
      412: components['responses']['PreconditionFailed'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  completeBooking: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that the booking must still have; otherwise nothing is changed (412). */
        'If-Match'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The updated booking. */
      200: {
        headers: {
          /** @description The `version` of the booking, in quotes. */
          ETag?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Booking'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFound'];
      409: components['responses']['BookingEnded'];
      412: components['responses']['PreconditionFailed'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listMessagesOfBooking: {
    parameters: {
      query?: {
        /** @description Whether to show the texts; requires the scope `numbers:reveal` as well. */
        reveal?: 'true' | 'false';
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of texts. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MessagePage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  sendMessage: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SendMessageInput'];
      };
    };
    responses: {
      /** @description The text is stored and will be sent. */
      202: {
        headers: {
          /** @description The URL of the resource: `/v1/messages/{id}`. */
          Location: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Message'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFoundOrPartyNotFound'];
      409: components['responses']['MessageNotSendableOrMessageReferenceTaken'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  replaceParty: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that the booking must still have; otherwise nothing is changed (412). */
        'If-Match'?: string;
      };
      path: {
        id: string;
        /** @description Role of the party. */
        role: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PartyNumbersInput'];
      };
    };
    responses: {
      /** @description The updated booking, and whether its virtual number has changed. */
      200: {
        headers: {
          /** @description The `version` of the booking, in quotes. */
          ETag?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReplacedParty'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFoundOrPartyNotFound'];
      409: components['responses']['BookingEndedOrPoolExhaustedOrVirtualNumberUnavailable'];
      412: components['responses']['PreconditionFailed'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      /**
       * @description `number-mode-mismatch`: The request names virtual numbers for the other `numberMode`. In mode `shared` the booking has one `virtualNumber`, in mode `per-party` each party has its own. Name `virtualNumber` of the booking in mode `shared`, and of its parties in mode `per-party`.
       *
       *     `phone-number-invalid`: The number in `path` is not a valid E.164 number. Write it like `+6591178965`.
       *
       *     `phone-number-withheld`: The number in `path` is one that networks send for withheld numbers, so many callers share it. Use the party's own number.
       *
       *     `phone-number-premium-rate`: The number in `path` is a premium-rate number, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-shared-cost`: The number in `path` is a shared-cost number, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-satellite`: The number in `path` is a satellite phone, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-global`: The number in `path` is a number of an international network or an international freephone number, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-personal`: The number in `path` is a personal number (its owner can forward it anywhere), which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-pager`: The number in `path` is a pager, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-voicemail`: The number in `path` is a voice mailbox, which the pool does not allow. See `allowedNumberKinds` in the policy of the pool, or use another number of the party.
       *
       *     `phone-number-repeated`: A party has the number in `path` twice. Send it once.
       *
       *     `same-party-twice`: Both parties have the same role or number. Give them different ones.
       *
       *     `phone-number-country-not-allowed`: The pool does not allow phone numbers of this country. See `allowedCountries` in its policy.
       *
       *     `phone-number-is-virtual`: A party's number is a virtual number of the pool's sub-account. Use the party's own number.
       *
       *     `parties-blocked`: A block forbids one of the two parties to reach the other, or anybody. Book other parties. A key with `blocks:write` can delete the block.
       *
       *     `unknown-role`: `callersAllowed` or `quietHours` names a role that no party has. Use a role of `parties`.
       */
      422: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['NumberModeMismatchProblem']
            | components['schemas']['PhoneNumberInvalidProblem']
            | components['schemas']['PhoneNumberWithheldProblem']
            | components['schemas']['PhoneNumberPremiumRateProblem']
            | components['schemas']['PhoneNumberSharedCostProblem']
            | components['schemas']['PhoneNumberSatelliteProblem']
            | components['schemas']['PhoneNumberGlobalProblem']
            | components['schemas']['PhoneNumberPersonalProblem']
            | components['schemas']['PhoneNumberPagerProblem']
            | components['schemas']['PhoneNumberVoicemailProblem']
            | components['schemas']['PhoneNumberRepeatedProblem']
            | components['schemas']['SamePartyTwiceProblem']
            | components['schemas']['PhoneNumberCountryNotAllowedProblem']
            | components['schemas']['PhoneNumberIsVirtualProblem']
            | components['schemas']['PartiesBlockedProblem']
            | components['schemas']['UnknownRoleProblem'];
        };
      };
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      /**
       * @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored.
       *
       *     `overloaded`: Too many requests are in progress. Retry in a moment.
       *
       *     `assignment-contended`: Other bookings took every number that was tried. Retry with the same reference.
       *
       *     `number-keys-outdated`: This replica runs with outdated `NUMBER_KEYS`: a key rotation has replaced them. Retry: another replica accepts the request. Operators: deploy the current key ring on all replicas.
       */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['DatabaseUnavailableProblem']
            | components['schemas']['OverloadedProblem']
            | components['schemas']['AssignmentContendedProblem']
            | components['schemas']['NumberKeysOutdatedProblem'];
        };
      };
      '4XX': components['responses']['RequestRefused'];
    };
  };
  removeParty: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that the booking must still have; otherwise nothing is changed (412). */
        'If-Match'?: string;
      };
      path: {
        id: string;
        /** @description Role of the party. */
        role: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The updated booking. */
      200: {
        headers: {
          /** @description The `version` of the booking, in quotes. */
          ETag?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Booking'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFoundOrPartyNotFound'];
      409: components['responses']['LastPartyOrBookingEnded'];
      412: components['responses']['PreconditionFailed'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  reopenBooking: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that the booking must still have; otherwise nothing is changed (412). */
        'If-Match'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['ReopenBookingInput'];
      };
    };
    responses: {
      /** @description The active booking, and whether its virtual number has changed. */
      200: {
        headers: {
          /** @description The `version` of the booking, in quotes. */
          ETag?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReopenedBooking'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFound'];
      409: components['responses']['BookingEndedOrPartyErasedOrPoolExhausted'];
      412: components['responses']['PreconditionFailed'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      /**
       * @description `expiry-in-the-past`: `expiresAt` or `maxExpiresAt` is in the past. Also if a booking is reopened whose `maxExpiresAt` has passed. Choose a later time.
       *
       *     `start-after-end`: `startsAt` is not before `expiresAt` and `maxExpiresAt`. Choose an earlier start or a later end.
       *
       *     `recording-without-announcement`: The pool has `recordingRequiresAnnouncement`, and calls would be recorded without one. `reason`: of this booking (`booking`), of new bookings (`pool`), or of active bookings that rely on the pool (`live-bookings`). Set an announcement of the booking or of the pool, or turn recording off.
       *
       *     `phone-number-country-not-allowed`: The pool does not allow phone numbers of this country. See `allowedCountries` in its policy.
       *
       *     `phone-number-is-virtual`: A party's number is a virtual number of the pool's sub-account. Use the party's own number.
       *
       *     `parties-blocked`: A block forbids one of the two parties to reach the other, or anybody. Book other parties. A key with `blocks:write` can delete the block.
       */
      422: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['ExpiryInThePastProblem']
            | components['schemas']['StartAfterEndProblem']
            | components['schemas']['RecordingWithoutAnnouncementProblem']
            | components['schemas']['PhoneNumberCountryNotAllowedProblem']
            | components['schemas']['PhoneNumberIsVirtualProblem']
            | components['schemas']['PartiesBlockedProblem'];
        };
      };
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      /**
       * @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored.
       *
       *     `overloaded`: Too many requests are in progress. Retry in a moment.
       *
       *     `assignment-contended`: Other bookings took every number that was tried. Retry with the same reference.
       *
       *     `number-keys-outdated`: This replica runs with outdated `NUMBER_KEYS`: a key rotation has replaced them. Retry: another replica accepts the request. Operators: deploy the current key ring on all replicas.
       */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['DatabaseUnavailableProblem']
            | components['schemas']['OverloadedProblem']
            | components['schemas']['AssignmentContendedProblem']
            | components['schemas']['NumberKeysOutdatedProblem'];
        };
      };
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listReports: {
    parameters: {
      query?: {
        /** @description Whether to show the texts; requires the scope `numbers:reveal` as well. */
        reveal?: 'true' | 'false';
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of reports. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReportPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  reportBooking: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateReportInput'];
      };
    };
    responses: {
      /** @description The new report, without its text. */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Report'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['BookingNotFoundOrPartyNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listCalls: {
    parameters: {
      query?: {
        bookingId?: string;
        /** @description E.164; the leading `+` is optional. */
        virtualNumber?: string;
        limit?: number;
        /** @description The pool's id or name. */
        pool?: string;
        outcome?:
          | 'in-progress'
          | 'answered'
          | 'missed'
          | 'busy'
          | 'unreachable'
          | 'caller-hung-up'
          | 'refused'
          | 'failed'
          | 'unknown';
        /** @description Only calls that were first reported at this time or later. */
        from?: string;
        /** @description Only calls that were first reported before this time. */
        to?: string;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of calls. */
      200: {
        headers: {
          /** @description The next page of a CSV, `rel="next"`; absent on the last one. */
          Link?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CallPage'];
          'text/csv': string;
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  searchCalls: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SearchCallsInput'];
      };
    };
    responses: {
      /** @description A page of calls. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CallPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['PhoneNumberInvalid'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getCall: {
    parameters: {
      query?: {
        reveal?: 'true' | 'false';
      };
      header?: never;
      path: {
        /** @description 8x8's. */
        sessionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The call. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Call'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['CallNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  explainCall: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description 8x8's. */
        sessionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The decision and the callflow that 8x8 would get. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RoutingExplanation'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['CallNotFoundOrVirtualNumberNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['CallerUnknownOrPhoneNumberInvalid'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listRecordings: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description 8x8's. */
        sessionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All recordings of the call; there is no next page. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RecordingPage'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['CallNotFoundOrEightxeightNotFound'];
      422: components['responses']['EightxeightInvalidArgumentOrEightxeightInvalidRequest'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      /**
       * @description `eightxeight-refused`: 8x8 refused the request with another 4xx; `upstream` has 8x8's message. Correct the request; a retry fails again.
       *
       *     `eightxeight-unauthorized`: 8x8 rejected the API key of Maskline. Check `EIGHTXEIGHT_API_KEY`.
       *
       *     `eightxeight-forbidden`: The 8x8 API key of Maskline has no access to this sub-account. Use the key of the sub-account, or contact 8x8.
       *
       *     `eightxeight-bad-response`: The response of 8x8 is invalid. `reason`: `redirect`, `too-large`, `not-json`, or `unexpected` with the `field`. Check `EIGHTXEIGHT_BASE_URL`. A requested call may or may not have been started.
       */
      502: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['EightxeightRefusedProblem']
            | components['schemas']['EightxeightUnauthorizedProblem']
            | components['schemas']['EightxeightForbiddenProblem']
            | components['schemas']['EightxeightBadResponseProblem'];
        };
      };
      /**
       * @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored.
       *
       *     `overloaded`: Too many requests are in progress. Retry in a moment.
       *
       *     `eightxeight-not-configured`: No 8x8 API key is configured; nothing was sent. Set `EIGHTXEIGHT_API_KEY`.
       *
       *     `eightxeight-unavailable`: 8x8 is unavailable. `reason`: `timeout`, `network`, `server-error`, `rate-limited`. Retry later. A requested call may or may not have been started.
       */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['DatabaseUnavailableProblem']
            | components['schemas']['OverloadedProblem']
            | components['schemas']['EightxeightNotConfiguredProblem']
            | components['schemas']['EightxeightUnavailableProblem'];
        };
      };
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listConsoleSessions: {
    parameters: {
      query?: {
        /** @description The ID of an API key, or `bootstrap`. */
        key?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of sessions that are valid now. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ListedConsoleSessionPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  revokeConsoleSessions: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RevokeConsoleSessionsInput'];
      };
    };
    responses: {
      /** @description How many sessions have ended. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RevokedConsoleSessions'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrGrantExceeded'];
      404: components['responses']['ApiKeyNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  revokeConsoleSession: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The session has ended. */
      204: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrGrantExceeded'];
      404: components['responses']['ConsoleSessionNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listDeadLetters: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of dead letters. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeadLetterPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listErasures: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of erasures. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErasureProgressPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  erasePhoneNumber: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ErasureInput'];
      };
    };
    responses: {
      /** @description The phone number was erased. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Erasure'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      409: components['responses']['BookingsLiveOrErasureUnderWay'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['PhoneNumberInvalid'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloadedOrNumberKeysOutdated'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getCarrierErasures: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The texts that wait. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CarrierErasures'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listEventSubscriptions: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of event subscriptions. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventSubscriptionPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  createEventSubscription: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateEventSubscriptionInput'];
      };
    };
    responses: {
      /** @description The new event subscription with its secret. */
      201: {
        headers: {
          /** @description The URL of the resource: `/v1/event-subscriptions/{id}`. */
          Location: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RevealedSubscription'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['PoolNotFound'];
      409: components['responses']['TooManyEventSubscriptions'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['SubscriptionUrlRefused'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getEventSubscription: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The event subscription. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventSubscription'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['EventSubscriptionNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  deleteEventSubscription: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The event subscription was deleted. */
      204: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['EventSubscriptionNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  updateEventSubscription: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['UpdateEventSubscriptionInput'];
      };
    };
    responses: {
      /** @description The updated event subscription. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventSubscription'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['EventSubscriptionNotFoundOrPoolNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['SubscriptionUrlRefused'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  rotateSubscriptionSecret: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The event subscription with its new secret. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RevealedSubscription'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['EventSubscriptionNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listEvents: {
    parameters: {
      query?: {
        type?:
          | 'booking.created'
          | 'booking.number_changed'
          | 'booking.completed'
          | 'booking.cancelled'
          | 'booking.expired'
          | 'booking.reopened'
          | 'booking.reported'
          | 'call.started'
          | 'call.answered'
          | 'call.missed'
          | 'call.ended'
          | 'call.refused'
          | 'message.received'
          | 'message.refused'
          | 'message.forwarded'
          | 'message.delivered'
          | 'message.failed'
          | 'number.state_changed'
          | 'number.source_overwritten'
          | 'party.opted_out'
          | 'party.opted_in'
          | 'pool.low'
          | 'pool.exhausted'
          | 'pool.sync_held';
        bookingId?: string;
        /** @description ID or name. */
        pool?: string;
        /** @description At or after this time. */
        from?: string;
        /** @description Before this time. */
        to?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of events. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getEvent: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The event. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventWithDeliveries'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['EventNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  redeliverEvent: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['RedeliverInput'];
      };
    };
    responses: {
      /** @description The event with the deliveries that are due now. */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventWithDeliveries'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['EventNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  exportPhoneNumber: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ExportInput'];
      };
    };
    responses: {
      /** @description A page of blocks, bookings, calls, texts and opt-outs. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      409: components['responses']['ErasureUnderWay'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['PhoneNumberInvalid'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloadedOrNumberKeysOutdated'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listJobs: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All jobs; there is no next page. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobPage'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  runJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of the job. */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The job, which is due now. */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['JobNotFound'];
      409: components['responses']['JobRunning'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listSetAsideJob: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Name of the job. */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of items, newest first. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SetAsidePage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['JobNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  retrySetAsideJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of the job. */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The number of items to be retried. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SetAsideRetry'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      404: components['responses']['JobNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listMessages: {
    parameters: {
      query?: {
        /** @description The pool's id or name. */
        pool?: string;
        bookingId?: string;
        /** @description The number that the sender wrote to or the receiver sees, E.164; the `+` is optional. */
        virtualNumber?: string;
        kind?: 'text' | 'reply' | 'system' | 'missed-call';
        outcome?:
          | 'forwarding'
          | 'forwarded'
          | 'delivered'
          | 'undelivered'
          | 'refused'
          | 'failed'
          | 'unknown';
        /** @description Such as `opted-out`. */
        reason?: string;
        /** @description Only texts that arrived at this time or later. */
        from?: string;
        /** @description Only texts that arrived before this time. */
        to?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of texts. */
      200: {
        headers: {
          /** @description The next page of a CSV, `rel="next"`; absent on the last one. */
          Link?: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MessagePage'];
          'text/csv': string;
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getMessage: {
    parameters: {
      query?: {
        reveal?: 'true' | 'false';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The text. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Message'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['MessageNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listNumberKeys: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All keys that were ever in a ring; there is no next page. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NumberKeyPage'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listPools: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of pools. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PoolPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  createPool: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreatePoolInput'];
      };
    };
    responses: {
      /** @description The new pool. */
      201: {
        headers: {
          /** @description The URL of the resource: `/v1/pools/{name}`. */
          Location: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pool'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      409: components['responses']['PoolNameTaken'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['VoiceUnknownOrTimeZoneUnknownOrRecordingWithoutAnnouncement'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getPool: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The pool. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pool'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  updatePool: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['UpdatePoolInput'];
      };
    };
    responses: {
      /** @description The updated pool. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pool'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['VoiceUnknownOrTimeZoneUnknownOrRecordingWithoutAnnouncement'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getPoolCapacity: {
    parameters: {
      query?: {
        /** @description Maximum concurrent bookings of a party of one side, including those that cool down. */
        mostHeldA?: number;
        /** @description The same for the other side. */
        mostHeldB?: number;
        /** @description Mean concurrent bookings of a person of one side (Erlang). */
        loadA?: number;
        loadB?: number;
        /** @description Multiplies the loads: 1.2 plans for a fifth more bookings of each person. */
        growth?: number;
        /** @description Acceptable blocking probability. */
        targetBlocking?: number;
      };
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The current and the needed count of virtual numbers. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PoolCapacity'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getDecisionHook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The decision hook. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DecisionHook'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFoundOrDecisionHookNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  createDecisionHook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateDecisionHookInput'];
      };
    };
    responses: {
      /** @description The new decision hook with its secret. */
      201: {
        headers: {
          /** @description The URL of the resource: `/v1/pools/{pool}/decision-hook`. */
          Location: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RevealedDecisionHook'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      409: components['responses']['DecisionHookExists'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['DecisionHookUrlRefused'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  deleteDecisionHook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The pool has no decision hook. */
      204: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFoundOrDecisionHookNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  updateDecisionHook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['UpdateDecisionHookInput'];
      };
    };
    responses: {
      /** @description The updated decision hook. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DecisionHook'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFoundOrDecisionHookNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['DecisionHookUrlRefused'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  rotateDecisionHookSecret: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The decision hook with its new secret. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RevealedDecisionHook'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFoundOrDecisionHookNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  dismissHeldSync: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The pool has no held sync. */
      204: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getPoolLoad: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The load of the pool and of a page of its numbers. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PoolLoad'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  addVirtualNumbers: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AddVirtualNumbersInput'];
      };
    };
    responses: {
      /** @description The given numbers in their current state; there is no next page. */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['VirtualNumberPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      409: components['responses']['VirtualNumberTaken'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['PhoneNumberInvalidOrPhoneNumberInUse'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      /**
       * @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored.
       *
       *     `overloaded`: Too many requests are in progress. Retry in a moment.
       *
       *     `numbers-contended`: Numbers can only be added while no booking is being written, and bookings were written all the time. Retry in a moment.
       *
       *     `number-keys-outdated`: This replica runs with outdated `NUMBER_KEYS`: a key rotation has replaced them. Retry: another replica accepts the request. Operators: deploy the current key ring on all replicas.
       */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['DatabaseUnavailableProblem']
            | components['schemas']['OverloadedProblem']
            | components['schemas']['NumbersContendedProblem']
            | components['schemas']['NumberKeysOutdatedProblem'];
        };
      };
      '4XX': components['responses']['RequestRefused'];
    };
  };
  rebalancePool: {
    parameters: {
      query?: {
        /** @description `true`: returns the plan without moving bookings. */
        dryRun?: 'true' | 'false';
      };
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The outcome, or the plan of a dry run. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json':
            components['schemas']['RebalancePlan'] | components['schemas']['RebalanceOutcome'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  syncPool: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id or name. */
        pool: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['SyncPoolInput'];
      };
    };
    responses: {
      /** @description How many numbers were updated, added and retired. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Sync'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFoundOrEightxeightNotFound'];
      409: components['responses']['HeldSyncChanged'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['EightxeightInvalidArgumentOrEightxeightInvalidRequest'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      /**
       * @description `eightxeight-refused`: 8x8 refused the request with another 4xx; `upstream` has 8x8's message. Correct the request; a retry fails again.
       *
       *     `eightxeight-unauthorized`: 8x8 rejected the API key of Maskline. Check `EIGHTXEIGHT_API_KEY`.
       *
       *     `eightxeight-forbidden`: The 8x8 API key of Maskline has no access to this sub-account. Use the key of the sub-account, or contact 8x8.
       *
       *     `eightxeight-bad-response`: The response of 8x8 is invalid. `reason`: `redirect`, `too-large`, `not-json`, or `unexpected` with the `field`. Check `EIGHTXEIGHT_BASE_URL`. A requested call may or may not have been started.
       */
      502: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['EightxeightRefusedProblem']
            | components['schemas']['EightxeightUnauthorizedProblem']
            | components['schemas']['EightxeightForbiddenProblem']
            | components['schemas']['EightxeightBadResponseProblem'];
        };
      };
      /**
       * @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored.
       *
       *     `overloaded`: Too many requests are in progress. Retry in a moment.
       *
       *     `eightxeight-not-configured`: No 8x8 API key is configured; nothing was sent. Set `EIGHTXEIGHT_API_KEY`.
       *
       *     `eightxeight-unavailable`: 8x8 is unavailable. `reason`: `timeout`, `network`, `server-error`, `rate-limited`. Retry later. A requested call may or may not have been started.
       */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json':
            | components['schemas']['DatabaseUnavailableProblem']
            | components['schemas']['OverloadedProblem']
            | components['schemas']['EightxeightNotConfiguredProblem']
            | components['schemas']['EightxeightUnavailableProblem'];
        };
      };
      '4XX': components['responses']['RequestRefused'];
    };
  };
  explainRouting: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ExplainRoutingInput'];
      };
    };
    responses: {
      /** @description The decision and the callflow that 8x8 would get. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RoutingExplanation'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['VirtualNumberNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      422: components['responses']['PhoneNumberInvalid'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getCallHandleLatency: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The latency of the replica. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CallHandleLatency'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrKeyRestricted'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getCallStats: {
    parameters: {
      query: {
        /** @description Inclusive; rounded down to the full hour. */
        from: string;
        /** @description Exclusive; rounded up to the full hour. */
        to: string;
        groupBy?: 'day' | 'hour' | 'pool' | 'virtualNumber' | 'outcome';
        /** @description The pool's id or name. */
        pool?: string;
        /** @description Only calls to these virtual numbers, up to 200, separated by commas. */
        virtualNumbers?: string;
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the sums, ordered by their keys. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CallStats'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getRecentCalls: {
    parameters: {
      query?: {
        /** @description How many minutes, with the current one. */
        minutes?: number;
        /** @description The pool's id or name. */
        pool?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The calls by minute, and the refused ones by reason. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RecentCalls'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getWorstNumbers: {
    parameters: {
      query?: {
        /** @description How many numbers. */
        limit?: number;
        /** @description The pool's id or name. */
        pool?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The numbers, lowest answer rate first. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WorstNumbers'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getMessageStats: {
    parameters: {
      query: {
        /** @description Inclusive. */
        from: string;
        /** @description Exclusive. */
        to: string;
        /** @description Days and months are those of UTC. */
        groupBy?: 'day' | 'month' | 'pool' | 'virtualNumber' | 'outcome';
        /** @description Whether each pool has sums of its own, such as with `groupBy=month`. */
        byPool?: 'true' | 'false';
        /** @description The pool's id or name. */
        pool?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The sums, ordered by their keys. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MessageStats'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getRecentMessages: {
    parameters: {
      query?: {
        /** @description How many minutes, with the current one. */
        minutes?: number;
        /** @description The pool's id or name. */
        pool?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The texts by minute, and the refused and failed ones by reason. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RecentMessages'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listTwilioAccounts: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of accounts. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TwilioAccountPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  createTwilioAccount: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateTwilioAccountInput'];
      };
    };
    responses: {
      /** @description The new account with its auth token, which is not shown again. */
      201: {
        headers: {
          /** @description The URL of the resource: `/v1/twilio-accounts/{accountSid}`. */
          Location: string;
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewTwilioAccount'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrGrantExceeded'];
      404: components['responses']['PoolNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getTwilioAccount: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description SID of the account. */
        accountSid: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The account. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TwilioAccount'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['TwilioAccountNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  revokeTwilioAccount: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description SID of the account. */
        accountSid: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The account is revoked. */
      204: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissingOrGrantExceeded'];
      404: components['responses']['TwilioAccountNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  listVirtualNumbers: {
    parameters: {
      query?: {
        /** @description The pool's id or name. */
        pool?: string;
        state?: 'enabled' | 'draining' | 'disabled' | 'pending';
        operationalStatus?: 'Active' | 'Unhealthy' | 'Expiring' | 'Inactive';
        limit?: number;
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of virtual numbers. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['VirtualNumberPage'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailedOrInvalidCursor'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['PoolNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  getVirtualNumber: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description E.164 with `+`, which is `%2B` in a URL unless your client encodes it. */
        msisdn: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The virtual number. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['VirtualNumber'];
        };
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['VirtualNumberNotFound'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  deleteVirtualNumber: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description E.164 with `+`, which is `%2B` in a URL unless your client encodes it. */
        msisdn: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The number is deleted. */
      204: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['MalformedRequest'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['VirtualNumberNotFound'];
      409: components['responses']['VirtualNumberInUse'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  updateVirtualNumber: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description E.164 with `+`, which is `%2B` in a URL unless your client encodes it. */
        msisdn: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['UpdateVirtualNumberInput'];
      };
    };
    responses: {
      /** @description The updated virtual number. */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['VirtualNumber'];
        };
      };
      400: components['responses']['MalformedRequestOrValidationFailed'];
      401: components['responses']['Unauthenticated'];
      403: components['responses']['ScopeMissing'];
      404: components['responses']['VirtualNumberNotFound'];
      413: components['responses']['BodyTooLarge'];
      415: components['responses']['UnsupportedMediaType'];
      429: components['responses']['RateLimited'];
      500: components['responses']['InternalError'];
      503: components['responses']['DatabaseUnavailableOrOverloaded'];
      '4XX': components['responses']['RequestRefused'];
    };
  };
  answerCallHandle: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description A message as documented by 8x8. */
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The callflow that 8x8 executes. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Callflow'];
        };
      };
      /** @description `unauthenticated`: The credentials are missing, unknown, expired or revoked. Send `Authorization: Bearer <API key>` with an active key. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnauthenticatedProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  takeCallStatus: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description A message as documented by 8x8. */
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The message is stored. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `malformed-request`: The request cannot be parsed. The body must be JSON in UTF-8, at most 32 levels deep, with at most 1,000 fields per object, 1,000 items per list and 20,000 values (40,000 in a batch). Duplicate keys and keys like `constructor` are not allowed. Path and query must be percent-encoded UTF-8 without NUL characters. Correct the request; a retry fails again. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['MalformedRequestProblem'];
        };
      };
      /** @description `unauthenticated`: The credentials are missing, unknown, expired or revoked. Send `Authorization: Bearer <API key>` with an active key. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnauthenticatedProblem'];
        };
      };
      /** @description `body-too-large`: The body exceeds 64 KiB; 2 MiB for creating or changing a pool and for a batch of bookings, 1 MiB for adding numbers. Send less per request. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['BodyTooLargeProblem'];
        };
      };
      /** @description `unsupported-media-type`: The body is not `application/json`, or it is compressed; `Accept-Encoding` lists the accepted encodings. Set `Content-Type: application/json`, and send the body uncompressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnsupportedMediaTypeProblem'];
        };
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /** @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored. */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['DatabaseUnavailableProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  takeRecordingUpdate: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description A message as documented by 8x8. */
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The message is stored. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `malformed-request`: The request cannot be parsed. The body must be JSON in UTF-8, at most 32 levels deep, with at most 1,000 fields per object, 1,000 items per list and 20,000 values (40,000 in a batch). Duplicate keys and keys like `constructor` are not allowed. Path and query must be percent-encoded UTF-8 without NUL characters. Correct the request; a retry fails again. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['MalformedRequestProblem'];
        };
      };
      /** @description `unauthenticated`: The credentials are missing, unknown, expired or revoked. Send `Authorization: Bearer <API key>` with an active key. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnauthenticatedProblem'];
        };
      };
      /** @description `body-too-large`: The body exceeds 64 KiB; 2 MiB for creating or changing a pool and for a batch of bookings, 1 MiB for adding numbers. Send less per request. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['BodyTooLargeProblem'];
        };
      };
      /** @description `unsupported-media-type`: The body is not `application/json`, or it is compressed; `Accept-Encoding` lists the accepted encodings. Set `Content-Type: application/json`, and send the body uncompressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnsupportedMediaTypeProblem'];
        };
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /** @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored. */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['DatabaseUnavailableProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  takeSessionSummary: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description A message as documented by 8x8. */
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The message is stored. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `malformed-request`: The request cannot be parsed. The body must be JSON in UTF-8, at most 32 levels deep, with at most 1,000 fields per object, 1,000 items per list and 20,000 values (40,000 in a batch). Duplicate keys and keys like `constructor` are not allowed. Path and query must be percent-encoded UTF-8 without NUL characters. Correct the request; a retry fails again. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['MalformedRequestProblem'];
        };
      };
      /** @description `unauthenticated`: The credentials are missing, unknown, expired or revoked. Send `Authorization: Bearer <API key>` with an active key. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnauthenticatedProblem'];
        };
      };
      /** @description `body-too-large`: The body exceeds 64 KiB; 2 MiB for creating or changing a pool and for a batch of bookings, 1 MiB for adding numbers. Send less per request. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['BodyTooLargeProblem'];
        };
      };
      /** @description `unsupported-media-type`: The body is not `application/json`, or it is compressed; `Accept-Encoding` lists the accepted encodings. Set `Content-Type: application/json`, and send the body uncompressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnsupportedMediaTypeProblem'];
        };
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /** @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored. */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['DatabaseUnavailableProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  takeSmsMessage: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description A message as documented by 8x8. */
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The message is stored. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `malformed-request`: The request cannot be parsed. The body must be JSON in UTF-8, at most 32 levels deep, with at most 1,000 fields per object, 1,000 items per list and 20,000 values (40,000 in a batch). Duplicate keys and keys like `constructor` are not allowed. Path and query must be percent-encoded UTF-8 without NUL characters. Correct the request; a retry fails again. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['MalformedRequestProblem'];
        };
      };
      /** @description `unauthenticated`: The credentials are missing, unknown, expired or revoked. Send `Authorization: Bearer <API key>` with an active key. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnauthenticatedProblem'];
        };
      };
      /** @description `body-too-large`: The body exceeds 64 KiB; 2 MiB for creating or changing a pool and for a batch of bookings, 1 MiB for adding numbers. Send less per request. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['BodyTooLargeProblem'];
        };
      };
      /** @description `unsupported-media-type`: The body is not `application/json`, or it is compressed; `Accept-Encoding` lists the accepted encodings. Set `Content-Type: application/json`, and send the body uncompressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnsupportedMediaTypeProblem'];
        };
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /** @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored. */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['DatabaseUnavailableProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  takeNumberUpdate: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description A message as documented by 8x8. */
    requestBody: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The message is stored. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `malformed-request`: The request cannot be parsed. The body must be JSON in UTF-8, at most 32 levels deep, with at most 1,000 fields per object, 1,000 items per list and 20,000 values (40,000 in a batch). Duplicate keys and keys like `constructor` are not allowed. Path and query must be percent-encoded UTF-8 without NUL characters. Correct the request; a retry fails again. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['MalformedRequestProblem'];
        };
      };
      /** @description `unauthenticated`: The credentials are missing, unknown, expired or revoked. Send `Authorization: Bearer <API key>` with an active key. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnauthenticatedProblem'];
        };
      };
      /** @description `body-too-large`: The body exceeds 64 KiB; 2 MiB for creating or changing a pool and for a batch of bookings, 1 MiB for adding numbers. Send less per request. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['BodyTooLargeProblem'];
        };
      };
      /** @description `unsupported-media-type`: The body is not `application/json`, or it is compressed; `Accept-Encoding` lists the accepted encodings. Set `Content-Type: application/json`, and send the body uncompressed. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['UnsupportedMediaTypeProblem'];
        };
      };
      /** @description `internal-error`: An unexpected error occurred in Maskline. Retry later. An idempotent request is safe to retry, although its change may have been stored. The log has the cause. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['InternalErrorProblem'];
        };
      };
      /** @description `database-unavailable`: The database is unreachable, or cannot carry out the request: it is full, overloaded, a standby, or shutting down. Retry. An idempotent request is safe to retry, although its change may have been stored. */
      503: {
        headers: {
          /** @description Seconds. */
          'Retry-After'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['DatabaseUnavailableProblem'];
        };
      };
      /** @description `request-refused`: The request was refused before routing: too slow (408), headers too long (431), an unknown method, or another 4xx. Correct the request. */
      '4XX': {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['RequestRefusedProblem'];
        };
      };
    };
  };
  receiveEvent: {
    parameters: {
      query?: never;
      header: {
        /** @description The id of the event, the same for each attempt. */
        'webhook-id': string;
        /** @description Seconds since 1970 of this attempt. */
        'webhook-timestamp': string;
        /** @description `v1,` and the base64 of the HMAC-SHA-256 of `id.timestamp.body`. During a secret rotation there are two, separated by a space. */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['Event'];
      };
    };
    responses: {
      /** @description Disables the event subscription. */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The event was received. Only the status counts. */
      '2XX': {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Maskline delivers the event again later. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
}
