import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { PoolNotFoundError } from '../../pool/index.js';
import { NumberVault } from '../../platform/security/index.js';
import { AssignmentRepository, type Candidates, type Criteria } from './assignment.repository.js';
import type { NewBooking } from './new-booking.js';
import { optionsOf } from '../model/booking-options.js';
import { earliestOf } from '../model/booking-times.js';
import type { NewBookingRow } from '../reading/booking.repository.js';
import type { CreateBookingDto } from '../model/booking.dto.js';
import {
  AssignmentContendedError,
  ExpiryInThePastError,
  PartyIsVirtualNumberError,
  PoolExhaustedError,
  VirtualNumberUnavailableError,
} from '../model/booking.errors.js';
import { PoolAlertService } from './pool-alert.service.js';
import { assertKindsAllowed, assertCountriesAllowed, type TwoParties } from '../routes/parties.js';
import { BOOKING_CONTENT, PARTY_ALTERNATE, PARTY_NUMBER } from '../model/encrypted-columns.js';
import { type NewPin, randomPin, encryptedPins } from '../routes/pins.js';
import { routesBetween } from '../routes/routes.js';

/** Maximum searches for candidates. Each lost race means that another booking succeeded. */
const ATTEMPTS = 12;

export type Assignment =
  | { outcome: 'created'; booking: NewBookingRow; pins: readonly NewPin[] }
  | { outcome: 'existed'; id: string; hasSameContent: boolean };

/** Assigns virtual numbers to bookings. */
@Injectable()
export class AssignmentService {
  constructor(
    private readonly assignments: AssignmentRepository,
    private readonly vault: NumberVault,
    private readonly alerts: PoolAlertService,
  ) {}

  /**
   * Writes a booking with the best available virtual number, unless a booking with the same
   * reference exists.
   * @throws PoolNotFoundError, NumberKindNotAllowedError, CountryNotAllowedError,
   *   PartyIsVirtualNumberError, ExpiryInThePastError, PoolExhaustedError,
   *   VirtualNumberUnavailableError, AssignmentContendedError, NumberKeysOutdatedError
   */
  async assign(
    request: CreateBookingDto,
    parties: TwoParties,
    content: string,
  ): Promise<Assignment> {
    const criteria: Criteria = {
      pool: request.pool,
      reference: request.reference,
      virtualNumber: request.virtualNumber ?? null,
      expiresAt: earliestOf(request.expiresAt, request.maxExpiresAt) ?? null,
    };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const found = await this.assignments.findCandidates(criteria, parties);
      if (!found) throw new PoolNotFoundError();
      const { existing_id: id, existing_digest: digest } = found;
      if (id !== null) {
        const key = { poolId: found.pool_id, bookingId: id };
        const hasSameContent =
          digest !== null && BOOKING_CONTENT.isOf(this.vault, digest, content, key);
        return { outcome: 'existed', id, hasSameContent };
      }
      assertFit(found, parties);
      if (found.candidates.length === 0) await this.refuse(found.pool_id, parties, criteria);

      for (const at of found.candidates.keys()) {
        const { pins, ...wanted } = this.newBooking(request, parties, content, found, at);
        const booking = await this.assignments.insert({ ...wanted, pins });
        if (!booking) continue;
        if (criteria.virtualNumber === null) await this.alerts.emitIfLow(found, parties);
        return { outcome: 'created', booking, pins };
      }
    }
    throw new AssignmentContendedError();
  }

  /** @param at index of the candidate to assign */
  private newBooking(
    request: CreateBookingDto,
    parties: TwoParties,
    content: string,
    found: Candidates,
    at: number,
  ): NewBooking & { pins: NewPin[] } {
    const bookingId = uuidv7();
    const { pool_id: poolId, written_keys: writtenKeys } = found;
    const key = { poolId, bookingId };
    const virtualNumberId = found.candidates[at]!;
    const owner = { ...key, virtualNumberId, writtenKeys };
    const pins = found.party_pin
      ? parties.flatMap(({ role }) => encryptedPins(this.vault, role, randomPin(), owner))
      : [];
    const routes = routesBetween(this.vault, parties, owner);
    return {
      poolId,
      writtenKeys,
      booking: {
        ...optionsOf(request),
        id: bookingId,
        virtualNumberId,
        reference: request.reference,
        contentDigest: BOOKING_CONTENT.encrypt(this.vault, content, key),
        expiresAt: request.expiresAt,
        ttlSeconds: request.ttlSeconds ?? request.idleTtlSeconds ?? found.booking_ttl_seconds,
        cooldownSeconds: found.cooldown_seconds,
        capacity: found.capacities[at],
        routeCount: routes.length,
      },
      routes,
      parties: parties.map(({ role, phones: [{ number, index }] }, position) => ({
        bookingId,
        position,
        role,
        index,
        ciphertext: PARTY_NUMBER.encrypt(this.vault, number, { ...key, role }),
        pinCiphertext: pins.find((pin) => pin.role === role)?.ciphertext,
      })),
      alternates: parties.flatMap(({ role, phones: [, ...others] }) =>
        others.map(({ number, index }, before) => {
          const phone = { bookingId, role, position: before + 1 };
          const ciphertext = PARTY_ALTERNATE.encrypt(this.vault, number, { ...phone, poolId });
          return { ...phone, index, ciphertext };
        }),
      ),
      pins,
    };
  }

  /**
   * Throws the error that explains why no virtual number is available. Returns if one became
   * available in the meantime.
   * @throws PoolExhaustedError, VirtualNumberUnavailableError
   */
  async refuse(poolId: string, parties: TwoParties, { virtualNumber }: Criteria): Promise<void> {
    const { free, ...reasons } = await this.assignments.explain(poolId, parties, virtualNumber);
    if (free > 0) return;
    if (virtualNumber === null) {
      await this.alerts.emitExhausted(poolId, reasons);
      throw new PoolExhaustedError(reasons);
    }
    const [reason] = Object.entries(reasons).find(([, numbers]) => numbers > 0) ?? ['not-in-pool'];
    throw new VirtualNumberUnavailableError(reason as keyof typeof reasons | 'not-in-pool');
  }
}

/**
 * Asserts that the pool accepts the parties, and that the booking ends in the future.
 * @throws NumberKindNotAllowedError, CountryNotAllowedError, PartyIsVirtualNumberError,
 *   ExpiryInThePastError
 */
export function assertFit(found: Candidates, parties: TwoParties): void {
  assertKindsAllowed(parties, found.allowed_number_kinds);
  assertCountriesAllowed(parties, found.allowed_countries);
  if (found.is_virtual_number) throw new PartyIsVirtualNumberError();
  if (!found.expires_later) throw new ExpiryInThePastError();
}
