import { A, B, bookingBody, C, D, E, GRACE, N1, N2, N3, Scene, time } from './scene.js';

export const ENDED = 'This booking has ended. The number can no longer be called.';
export const NOT_STARTED = 'This booking has not started yet. Please call again later.';
export const NOT_AVAILABLE = 'This number is not available to you. Goodbye.';
export const PARTY_MISSING = 'The other person has not joined yet. Please try again later.';

/**
 * A short history in which everything is right: some bookings, with calls, texts, reports, a block, a
 * party that joins, one that is replaced, and a request that is repeated.
 */
export function cleanHistory(): Scene {
  const scene = new Scene();
  scene.fault(0, 40);
  completedAndReopened(scene);
  laterStart(scene);
  joined(scene);
  blocked(scene);
  cancelledInGrace(scene);
  return scene;
}

/** A and B on one number: completed, called within the grace and after it, and reopened. */
function completedAndReopened(scene: Scene): void {
  const parties = { rider: N1, driver: N1 };
  const at = { expiresAt: 30_000 };
  const people = [
    { role: 'rider', phone: A },
    { role: 'driver', phone: B },
  ];
  const request = {
    reference: 'ride-1',
    mode: 'shared' as const,
    parties: people,
    ttlSeconds: 30,
    startsAt: null,
  };
  const active = bookingBody('b1', 'active', parties, at);
  // The first attempt has no answer, the second one finds the booking.
  scene.operation('create', 'create-1', 0, request, { failure: 'ECONNRESET' });
  scene.operation('create', 'create-1', 50, request, { status: 200, body: active });
  scene.event(5, 'booking.created', { bookingId: 'b1' });
  scene.connected(200, 's-rider', [A, N1], [B, N1], 'b1');
  scene.connected(300, 's-driver', [B, N1], [A, N1], 'b1');
  scene.refused(400, 's-stranger', [C, N1], NOT_AVAILABLE, 'not-a-party');
  scene.text(500, 't-rider', [A, N1], [B, N1]);
  const completed = bookingBody('b1', 'completed', parties, {
    ...at,
    callableUntil: 1_005 + GRACE,
  });
  scene.operation(
    'complete',
    'complete-1',
    1_000,
    { booking: 'b1' },
    { status: 200, body: completed },
  );
  scene.event(1_005, 'booking.completed', { bookingId: 'b1' });
  scene.connected(1_500, 's-grace', [A, N1], [B, N1], 'b1');
  scene.refused(2_500, 's-ended', [A, N1], ENDED, 'booking-ended');
  const reopened = bookingBody('b1', 'active', parties, { expiresAt: 13_000 });
  const again = { booking: 'b1', ttlSeconds: 10 };
  scene.operation('reopen', 'reopen-1', 3_000, again, { status: 200, body: reopened });
  scene.event(3_005, 'booking.reopened', { bookingId: 'b1' });
  scene.connected(3_500, 's-reopened', [A, N1], [B, N1], 'b1');
  const cancelled = bookingBody('b1', 'cancelled', parties, {
    expiresAt: 13_000,
    callableUntil: 4_005,
  });
  scene.operation('cancel', 'cancel-1', 4_000, { booking: 'b1' }, { status: 200, body: cancelled });
  scene.event(4_005, 'booking.cancelled', { bookingId: 'b1' });
  scene.refused(4_200, 's-cancelled', [B, N1], ENDED, 'booking-ended');
  scene.fact({ type: 'booking', reference: 'ride-1', body: cancelled });
}

/** C and D, each on a number, from a later start on; D is replaced by E. */
function laterStart(scene: Scene): void {
  const parties = { rider: N2, driver: N3 };
  const times = { startsAt: 2_000, expiresAt: 20_000 };
  const request = {
    reference: 'ride-2',
    mode: 'per-party' as const,
    parties: [
      { role: 'rider', phone: C },
      { role: 'driver', phone: D },
    ],
    ttlSeconds: 18,
    startsAt: Date.parse(time(2_000)),
  };
  const body = bookingBody('b2', 'active', parties, times);
  scene.operation('create', 'create-2', 100, request, { status: 201, body });
  scene.event(105, 'booking.created', { bookingId: 'b2' });
  scene.refused(1_000, 's-early', [C, N2], NOT_STARTED, 'not-started');
  scene.connected(2_500, 's-started', [C, N2], [D, N3], 'b2');
  scene.text(2_600, 't-started', [D, N3], [C, N2]);
  const changed = bookingBody('b2', 'active', { rider: N2, driver: N1 }, times);
  const put = { booking: 'b2', role: 'driver', phone: E };
  scene.operation('put-party', 'put-2', 3_000, put, { status: 200, body: changed });
  scene.event(3_005, 'booking.number_changed', { bookingId: 'b2' });
  scene.connected(3_500, 's-replaced', [C, N2], [E, N1], 'b2');
  scene.connected(3_600, 's-new-driver', [E, N1], [C, N2], 'b2');
  scene.refused(3_700, 's-old-driver', [D, N3], ENDED, 'booking-ended');
  scene.fact({ type: 'booking', reference: 'ride-2', body: changed });
}

/** A books alone, and B joins. */
function joined(scene: Scene): void {
  const times = { expiresAt: 30_000 };
  const request = {
    reference: 'ride-3',
    mode: 'shared' as const,
    parties: [{ role: 'rider', phone: D }],
    ttlSeconds: 30,
    startsAt: null,
  };
  const open = bookingBody('b3', 'open', { rider: N1 }, times);
  scene.operation('create', 'create-3', 5_000, request, { status: 201, body: open });
  scene.event(5_005, 'booking.created', { bookingId: 'b3' });
  scene.refused(5_200, 's-alone', [D, N1], PARTY_MISSING, 'party-missing');
  const body = bookingBody('b3', 'active', { rider: N2, driver: N2 }, times);
  const put = { booking: 'b3', role: 'driver', phone: B };
  scene.operation('put-party', 'put-3', 5_500, put, { status: 200, body });
  scene.event(5_505, 'booking.number_changed', { bookingId: 'b3' });
  // The number that D knew still works, and B sees the new one.
  scene.connected(5_700, 's-old-number', [D, N1], [B, N2], 'b3');
  scene.connected(5_800, 's-new-number', [D, N2], [B, N2], 'b3');
  scene.fact({ type: 'booking', reference: 'ride-3', body });
}

/** D may not reach B for a second. */
function blocked(scene: Scene): void {
  const people = { blocked: D, from: B };
  scene.operation('block', 'block-1', 6_000, people, { status: 201, body: { id: 'block-1' } });
  scene.refused(6_200, 's-blocked', [D, N2], NOT_AVAILABLE, 'blocked');
  scene.connected(6_300, 's-other-way', [B, N2], [D, N2], 'b3');
  const removal = { block: 'block-1', ...people };
  scene.operation('unblock', 'unblock-1', 7_000, removal, { status: 200, body: {} });
  scene.connected(7_200, 's-unblocked', [D, N2], [B, N2], 'b3');
}

/** A and C: completed, reopened within the grace, and cancelled, which ends the grace, too. */
function cancelledInGrace(scene: Scene): void {
  const parties = { rider: N3, driver: N3 };
  const request = {
    reference: 'ride-4',
    mode: 'shared' as const,
    parties: [
      { role: 'rider', phone: A },
      { role: 'driver', phone: C },
    ],
    ttlSeconds: 20,
    startsAt: null,
  };
  const change = (
    kind: 'complete' | 'cancel' | 'reopen',
    start: number,
    status: string,
    callableUntil?: number,
  ) => {
    const times = { expiresAt: 28_000, ...(callableUntil !== undefined && { callableUntil }) };
    const body = bookingBody('b4', status, parties, times);
    const asked = { booking: 'b4', ttlSeconds: 20 };
    scene.operation(kind, `${kind}-4`, start, asked, { status: 200, body });
    return body;
  };
  const body = bookingBody('b4', 'active', parties, { expiresAt: 28_000 });
  scene.operation('create', 'create-4', 8_000, request, { status: 201, body });
  scene.event(8_005, 'booking.created', { bookingId: 'b4' });
  change('complete', 8_200, 'completed', 8_205 + GRACE);
  scene.event(8_205, 'booking.completed', { bookingId: 'b4' });
  change('reopen', 8_400, 'active');
  scene.event(8_405, 'booking.reopened', { bookingId: 'b4' });
  scene.connected(8_500, 's-again', [A, N3], [C, N3], 'b4');
  const cancelled = change('cancel', 8_600, 'cancelled', 8_605);
  scene.event(8_605, 'booking.cancelled', { bookingId: 'b4' });
  scene.refused(8_700, 's-no-grace', [A, N3], ENDED, 'booking-ended');
  scene.fact({ type: 'booking', reference: 'ride-4', body: cancelled });
}
