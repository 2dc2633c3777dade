/** What one process takes from clients. Times are milliseconds. */
export interface HttpLimits {
  /** For the headers of a request. */
  headersTimeout: number;
  /** For all of a request, body included. */
  requestTimeout: number;
  /** Between two looks for who is late. */
  checkInterval: number;
  /** Between two requests of a connection. */
  keepAliveTimeout: number;
  /** For a client to read an answer; a connection that takes longer is closed. */
  writeTimeout: number;
  /**
   * Requests a second without a known key or secret, for each kind of them (probes, pages and other
   * public addresses, keys that were not seen before); twice as many at once after a pause.
   */
  publicPerSecond: number;
  /** Those of each kind that are worked on at once. */
  publicInFlight: number;
  /** How long the refusal of one that is beyond these limits is held back. */
  refusalDelay: number;
  /** The same for the answer to a probe. */
  probeDelay: number;
  /** For how long a page of metrics is given again: making it takes time that is for calls. */
  metricsFreshness: number;
}

/** The limits of every installation. Tests give themselves others where they are not about them. */
export const HTTP_LIMITS: Readonly<HttpLimits> = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  checkInterval: 1_000,
  keepAliveTimeout: 72_000,
  writeTimeout: 20_000,
  publicPerSecond: 100,
  publicInFlight: 16,
  refusalDelay: 1_000,
  probeDelay: 100,
  metricsFreshness: 1_000,
};
