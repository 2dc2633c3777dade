/** The objects that the story creates, for later chapters and tests. */
export interface LeakWorld {
  pool: string;
  booking: string;
  block: string;
  message: string;
  virtualNumber: string;
  sessionId: string;
  endpoint: string;
  event: string;
  key: string;
  /** The cookie of a session of the console. */
  consoleSession: string;
  /** The id of such a session. */
  signedIn: string;
  /** `Authorization` headers of a key with few scopes and of a key at its rate limit. */
  fewScopes: string;
  usedUp: string;
  /** `Authorization` header of an account of Twilio Proxy's API, and the SIDs of its objects. */
  twilio: string;
  account: string;
  service: string;
  number: string;
  session: string;
  participant: string;
  interaction: string;
  /** The interaction of a text. */
  twilioText: string;
}

export const emptyWorld = (): LeakWorld => ({
  pool: 'leak-rides',
  booking: '',
  block: '',
  message: '',
  virtualNumber: '',
  sessionId: '',
  endpoint: '',
  event: '',
  key: '',
  consoleSession: '',
  signedIn: '',
  fewScopes: '',
  usedUp: '',
  twilio: '',
  account: '',
  service: '',
  number: '',
  session: '',
  participant: '',
  interaction: '',
  twilioText: '',
});

/** Returns the path of a route with ids from the story. */
export function pathIn(world: LeakWorld, url: string): string {
  const ids: Record<string, string> = {
    'pools/:pool': world.pool,
    'bookings/:id': world.booking,
    'blocks/:id': world.block,
    'messages/:id': world.message,
    'parties/:role': 'driver',
    'virtual-numbers/:msisdn': world.virtualNumber,
    'calls/:sessionId': world.sessionId,
    'events/:id': world.event,
    'event-subscriptions/:id': world.endpoint,
    'api-keys/:id': world.key,
    'console-sessions/:id': world.signedIn,
    'jobs/:name': 'pool-sync',
    'assets/:file': 'none.js',
    'twilio-accounts/:accountSid': world.account,
    'Services/:service': world.service,
    'PhoneNumbers/:number': world.number,
    'Sessions/:session': world.session,
    'Participants/:participant': world.participant,
    'Interactions/:interaction': world.interaction,
    'MessageInteractions/:interaction': world.twilioText,
  };
  return url.replaceAll(/([^/]+)\/:[A-Za-z]+/g, (parameter, kind: string) => {
    const id = ids[parameter];
    if (id === undefined) throw new Error(`no id is known for ${parameter}`);
    return `${kind}/${id}`;
  });
}
