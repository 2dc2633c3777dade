const ARRIVALS = new WeakMap<object, number>();

/** Records when a request arrived, before it is processed. */
export const noteArrival = (request: object): void => {
  ARRIVALS.set(request, performance.now());
};

/**
 * Returns when a request arrived, by `performance.now()`; the current time if that was not
 * recorded.
 */
export const arrivalOf = (request: object): number => ARRIVALS.get(request) ?? performance.now();
