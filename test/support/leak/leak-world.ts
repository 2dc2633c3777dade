/** What the story makes, for those that come after it. */
export interface LeakWorld {
  pool: string;
  booking: string;
  virtualNumber: string;
  sessionId: string;
  endpoint: string;
  event: string;
  key: string;
  /** What goes out as `Authorization` of a key that may little, and of one that is used up. */
  fewScopes: string;
  usedUp: string;
}

export const emptyWorld = (): LeakWorld => ({
  pool: 'leak-rides',
  booking: '',
  virtualNumber: '',
  sessionId: '',
  endpoint: '',
  event: '',
  key: '',
  fewScopes: '',
  usedUp: '',
});

/** The path of a route, with what the story made. */
export function pathIn(world: LeakWorld, url: string): string {
  const ids: Record<string, string> = {
    'pools/:pool': world.pool,
    'bookings/:id': world.booking,
    'parties/:role': 'driver',
    'virtual-numbers/:msisdn': world.virtualNumber,
    'calls/:sessionId': world.sessionId,
    'events/:id': world.event,
    'event-subscriptions/:id': world.endpoint,
    'api-keys/:id': world.key,
    'jobs/:name': 'pool-sync',
  };
  return url.replaceAll(/([^/]+)\/:[A-Za-z]+/g, (parameter, kind: string) => {
    const id = ids[parameter];
    if (id === undefined) throw new Error(`what is ${parameter}?`);
    return `${kind}/${id}`;
  });
}
