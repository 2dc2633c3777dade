const ARRIVALS = new WeakMap<object, number>();

/** Notes that a request has come, before anything is done with it. */
export const noteArrival = (request: object): void => {
  ARRIVALS.set(request, performance.now());
};

/** Returns when a request came, by `performance.now()`; now, if that was not noted. */
export const arrivalOf = (request: object): number => ARRIVALS.get(request) ?? performance.now();
