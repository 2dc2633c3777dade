import type { CallerMessage } from '../../pool/index.js';
import type { NewPin } from '../routes/pins.js';
import type { NewRoute, RouteOwner } from '../routes/routes.js';

export interface NewParty {
  role: string;
  ciphertext: Buffer;
  index: Buffer;
  /** Null in a pool without PINs. */
  pinCiphertext: Buffer | null;
}

export interface NewAlternate {
  role: string;
  position: number;
  ciphertext: Buffer;
  index: Buffer;
}

export interface NewBooking {
  owner: RouteOwner;
  reference: string;
  contentDigest: Buffer;
  expiresAt: string | null;
  ttlSeconds: number;
  cooldownSeconds: number;
  callRecording: boolean | null;
  metadata: Record<string, unknown>;
  callersAllowed: string[] | null;
  announcement: CallerMessage | null;
  /** Active bookings that the number takes; null: any. */
  capacity: number | null;
  routes: NewRoute[];
  parties: NewParty[];
  alternates: NewAlternate[];
  /** None in a pool without PINs. */
  pins: NewPin[];
}

export interface WrittenBooking {
  id: string;
  virtual_number: string;
  expires_at: Date;
  created_at: Date;
  revision: string;
}

/** Groups of one pool and of the same keys, in which no two bookings want the same route or reference. */
export function companiesOf(bookings: readonly NewBooking[]): NewBooking[][] {
  const companies: { common: string; wanted: Set<string>; bookings: NewBooking[] }[] = [];
  for (const booking of bookings) {
    const { poolId, virtualNumberId, writtenKeys } = booking.owner;
    const common = `${poolId} ${writtenKeys.join()}`;
    const wanted = [
      `reference ${booking.reference}`,
      ...booking.routes.map(
        ({ callerIndex }) => `${virtualNumberId} ${callerIndex.toString('hex')}`,
      ),
    ];
    let company = companies.find(
      (other) => other.common === common && !wanted.some((key) => other.wanted.has(key)),
    );
    if (!company) companies.push((company = { common, wanted: new Set(), bookings: [] }));
    company.bookings.push(booking);
    for (const key of wanted) company.wanted.add(key);
  }
  return companies.map((company) => company.bookings);
}

/** The values of INSERT_BOOKINGS. */
export function insertValues(bookings: NewBooking[]): unknown[] {
  const perBooking = bookings.map(
    ({ owner, metadata, callersAllowed, announcement, routes, ...rest }) => ({
      ...rest,
      id: owner.bookingId,
      numberId: owner.virtualNumberId,
      metadata: JSON.stringify(metadata),
      callersAllowed: callersAllowed && JSON.stringify(callersAllowed),
      announcement: announcement && JSON.stringify(announcement),
      routeCount: routes.length,
    }),
  );
  const ownedBy = <Row>({ owner }: NewBooking, rows: Row[]) =>
    rows.map((row) => ({ ...row, bookingId: owner.bookingId }));
  const routes = bookings.flatMap((booking) => ownedBy(booking, booking.routes));
  const parties = bookings.flatMap((booking) =>
    ownedBy(
      booking,
      booking.parties.map((party, position) => ({ ...party, position })),
    ),
  );
  const alternates = bookings.flatMap((booking) => ownedBy(booking, booking.alternates));
  const pins = bookings.flatMap((booking) => ownedBy(booking, booking.pins));
  return [
    bookings[0]!.owner.poolId,
    ...columns(perBooking, [
      'id',
      'numberId',
      'reference',
      'contentDigest',
      'expiresAt',
      'ttlSeconds',
      'cooldownSeconds',
      'callRecording',
      'metadata',
      'capacity',
      'routeCount',
    ]),
    ...columns(routes, ['bookingId', ...ROUTE_COLUMNS]),
    ...columns(parties, ['bookingId', 'position', 'role', 'ciphertext', 'index']),
    ...columns(alternates, ['bookingId', 'role', 'position', 'ciphertext', 'index']),
    ...columns(perBooking, ['callersAllowed', 'announcement']),
    parties.map(({ pinCiphertext }) => pinCiphertext),
    ...columns(pins, ['bookingId', 'role', 'index']),
    bookings[0]!.owner.writtenKeys,
  ];
}

export const ROUTE_COLUMNS = [
  'callerIndex',
  'callerRole',
  'calleeRole',
  'calleeIndex',
  'calleeCiphertext',
] as const;

/** Rows as one array for each column, which `unnest` makes rows of again. */
export const columns = <Row>(rows: readonly Row[], keys: readonly (keyof Row)[]): unknown[][] =>
  keys.map((key) => rows.map((row) => row[key]));
