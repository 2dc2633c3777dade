import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { PoolNotFoundError } from '../../pool/index.js';
import { NumberVault } from '../../security/index.js';
import { AssignmentRepository, type Preparation, type Wishes } from './assignment.repository.js';
import type { NewBooking, WrittenBooking } from './new-booking.js';
import type { CreateBookingDto } from '../model/booking.dto.js';
import {
  AssignmentContendedError,
  ExpiryInThePastError,
  PartyIsVirtualNumberError,
  PoolExhaustedError,
  VirtualNumberUnavailableError,
} from '../model/booking.errors.js';
import { PoolWatchService } from './pool-watch.service.js';
import { assertKindsAllowed, refuseForeign, type TwoParties } from '../routes/parties.js';
import { BOOKING_CONTENT, PARTY_ALTERNATE, PARTY_NUMBER } from '../model/encrypted-columns.js';
import { type NewPin, randomPin, sealedPins } from '../routes/pins.js';
import { routesBetween } from '../routes/routes.js';

/** Looks at what is free. A race that is lost means that another booking won it. */
const ATTEMPTS = 12;

export type Assignment =
  | { outcome: 'created'; booking: WrittenBooking; prepared: Preparation; pins: NewPin[] }
  | { outcome: 'existed'; id: string; hasSameContent: boolean };

/** Gives bookings their numbers. */
@Injectable()
export class AssignmentService {
  constructor(
    private readonly assignments: AssignmentRepository,
    private readonly vault: NumberVault,
    private readonly watch: PoolWatchService,
  ) {}

  /**
   * Writes a booking with the best number that can be had, unless its reference has one already.
   * @throws PoolNotFoundError, NumberKindNotAllowedError, CountryNotAllowedError,
   *   PartyIsVirtualNumberError, ExpiryInThePastError, PoolExhaustedError, VirtualNumberUnavailableError,
   *   AssignmentContendedError, NumberKeysOutdatedError
   */
  async assign(
    request: CreateBookingDto,
    parties: TwoParties,
    content: string,
  ): Promise<Assignment> {
    const wishes: Wishes = {
      pool: request.pool,
      reference: request.reference,
      virtualNumber: request.virtualNumber ?? null,
      expiresAt: request.expiresAt ?? null,
    };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const prepared = await this.assignments.prepare(wishes, parties);
      if (!prepared) throw new PoolNotFoundError();
      const { existing_id: id, existing_digest: digest } = prepared;
      if (id !== null) {
        const key = { poolId: prepared.pool_id, bookingId: id };
        const hasSameContent =
          digest !== null && BOOKING_CONTENT.isOf(this.vault, digest, content, key);
        return { outcome: 'existed', id, hasSameContent };
      }
      refuseUnfit(prepared, parties);
      if (prepared.candidates.length === 0) await this.refuse(prepared.pool_id, parties, wishes);

      for (const [at, virtualNumberId] of prepared.candidates.entries()) {
        const asked = this.newBooking(request, parties, prepared, virtualNumberId);
        const booking = await this.assignments.insert({
          ...asked,
          contentDigest: BOOKING_CONTENT.encrypt(this.vault, content, asked.owner),
          capacity: prepared.capacities[at] ?? null,
        });
        if (!booking) continue;
        if (wishes.virtualNumber === null) await this.watch.tellIfLow(prepared, parties);
        return { outcome: 'created', booking, prepared, pins: asked.pins };
      }
    }
    throw new AssignmentContendedError();
  }

  private newBooking(
    request: CreateBookingDto,
    parties: TwoParties,
    prepared: Preparation,
    virtualNumberId: number,
  ): Omit<NewBooking, 'contentDigest' | 'capacity'> {
    const { pool_id: poolId, booking_ttl_seconds, cooldown_seconds, party_pin } = prepared;
    const bookingId = uuidv7();
    const owner = { poolId, bookingId, virtualNumberId, writtenKeys: prepared.written_keys };
    const pins = party_pin
      ? parties.flatMap(({ role }) => sealedPins(this.vault, role, randomPin(), owner))
      : [];
    return {
      owner,
      reference: request.reference,
      expiresAt: request.expiresAt ?? null,
      ttlSeconds: request.ttlSeconds ?? booking_ttl_seconds,
      cooldownSeconds: cooldown_seconds,
      callRecording: request.callRecording ?? null,
      metadata: request.metadata ?? {},
      callersAllowed: request.callersAllowed ?? null,
      announcement: request.announcement ?? null,
      routes: routesBetween(this.vault, parties, owner),
      parties: parties.map(({ role, phones: [{ number, index }] }) => ({
        role,
        index,
        ciphertext: PARTY_NUMBER.encrypt(this.vault, number, { poolId, bookingId, role }),
        pinCiphertext: pins.find((pin) => pin.role === role)?.ciphertext ?? null,
      })),
      alternates: parties.flatMap(({ role, phones: [, ...others] }) =>
        others.map(({ number, index }, at) => {
          const key = { poolId, bookingId, role, position: at + 1 };
          const ciphertext = PARTY_ALTERNATE.encrypt(this.vault, number, key);
          return { role, position: key.position, index, ciphertext };
        }),
      ),
      pins,
    };
  }

  /**
   * Says why there is no number, unless one came free meanwhile.
   * @throws PoolExhaustedError, VirtualNumberUnavailableError
   */
  async refuse(poolId: string, parties: TwoParties, { virtualNumber }: Wishes): Promise<void> {
    const { free, ...reasons } = await this.assignments.explain(poolId, parties, virtualNumber);
    if (free > 0) return;
    if (virtualNumber === null) {
      await this.watch.tellExhausted(poolId, reasons);
      throw new PoolExhaustedError(reasons);
    }
    const [reason] = Object.entries(reasons).find(([, numbers]) => numbers > 0) ?? ['not-in-pool'];
    throw new VirtualNumberUnavailableError(reason as keyof typeof reasons | 'not-in-pool');
  }
}

/**
 * @throws NumberKindNotAllowedError, CountryNotAllowedError, PartyIsVirtualNumberError,
 *   ExpiryInThePastError
 */
export function refuseUnfit(prepared: Preparation, parties: TwoParties): void {
  assertKindsAllowed(parties, prepared.allowed_number_kinds);
  refuseForeign(parties, prepared.allowed_countries);
  if (prepared.is_virtual_number) throw new PartyIsVirtualNumberError();
  if (!prepared.expires_later) throw new ExpiryInThePastError();
}
