/** Limits of one process for its clients. Times are in milliseconds. */
export interface HttpLimits {
  /** To receive the headers of a request. */
  headersTimeout: number;
  /** To receive a whole request, including its body. */
  requestTimeout: number;
  /** Between two checks for late requests. */
  checkInterval: number;
  /** Between two requests on a connection. */
  keepAliveTimeout: number;
  /** For a client to read a response; a slower connection is closed. */
  writeTimeout: number;
  /**
   * Requests per second without a known key or secret, for each kind: probes, public addresses such
   * as pages, and unknown keys. After a pause a burst of twice as many is allowed.
   */
  publicPerSecond: number;
  /** Concurrent requests of each kind without a known key or secret. */
  publicInFlight: number;
  /** Delay of the response to a request beyond these limits. */
  refusalDelay: number;
  /** Delay of the response to a probe beyond these limits. */
  probeDelay: number;
  /** How long a metrics page is reused, since creating it takes time from calls. */
  metricsFreshness: number;
}

/** The limits of every installation. Tests of other features use different ones. */
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
