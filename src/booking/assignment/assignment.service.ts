import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Channel, PoolNotFoundError, UnannouncedRecordingError } from '../../pool/index.js';
import { assignmentRetries, poolAssignments } from '../../platform/observability/index.js';
import { AuditTrail, NumberVault, type Principal } from '../../platform/security/index.js';
import { AssignmentRepository } from './assignment.repository.js';
import { type Candidates, NumberSearchRepository } from './number-search.repository.js';
import type { NewBooking } from './new-booking.js';
import {
  assertNumbersNamedFor,
  type Choice,
  choicesOf,
  type NumberSearch,
  searchesOf,
} from './number-search.js';
import { optionsOf } from '../model/booking-options.js';
import type { NewBookingRow } from '../reading/booking.repository.js';
import type { CreateBookingDto } from '../model/booking.dto.js';
import {
  AssignmentContendedError,
  ExpiryInThePastError,
  PartyIsVirtualNumberError,
  PoolExhaustedError,
  VirtualNumberUnavailableError,
} from '../model/booking.errors.js';
import { PartiesBlockedError } from '../blocks/block.errors.js';
import { PoolAlertService } from './pool-alert.service.js';
import {
  assertKindsAllowed,
  assertCountriesAllowed,
  type NamedParty,
  type Parties,
} from '../routes/parties.js';
import { BOOKING_CONTENT, PARTY_ALTERNATE, PARTY_NUMBER } from '../model/encrypted-columns.js';
import { type NewPin, randomPin, encryptedPins } from '../routes/pins.js';
import { type AssignedNumbers, ownerAt, routesBetween } from '../routes/routes.js';

/** Maximum searches for candidates. Each lost race means that another booking succeeded. */
const ATTEMPTS = 12;

export interface ExistingBooking {
  outcome: 'existed';
  id: string;
  hasSameContent: boolean;
}

export type Assignment =
  { outcome: 'created'; booking: NewBookingRow; pins: readonly NewPin[] } | ExistingBooking;

/** A request to create a booking, read. */
export interface WantedBooking {
  request: CreateBookingDto;
  parties: Parties;
  /** From `contentOf`. */
  content: string;
  /** Channels that its numbers must carry. */
  requiredChannels?: readonly Channel[] | undefined;
  /** Whose request it is, if the audit event is written with the booking. */
  principal?: Principal | undefined;
}

/** Assigns virtual numbers to bookings. */
@Injectable()
export class AssignmentService {
  constructor(
    private readonly assignments: AssignmentRepository,
    private readonly numbers: NumberSearchRepository,
    private readonly vault: NumberVault,
    private readonly alerts: PoolAlertService,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Writes a booking with the best available virtual numbers, unless a booking with the same
   * reference exists.
   * @throws PoolNotFoundError, NumberKindNotAllowedError, CountryNotAllowedError,
   *   PartyIsVirtualNumberError, PartiesBlockedError, ExpiryInThePastError, PoolExhaustedError,
   *   VirtualNumberUnavailableError, NumberModeMismatchError, AssignmentContendedError,
   *   NumberKeysOutdatedError, UnannouncedRecordingError
   */
  async assign(wanted: WantedBooking): Promise<Assignment> {
    const { request, parties, requiredChannels } = wanted;
    assertNumbersNamedFor(request, parties, request.numberMode);
    let mode = request.numberMode ?? 'shared';
    let poolId: string | null = null;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const searches = searchesOf(request, parties, mode, requiredChannels);
      const [found, foundForSecond] = await this.findAll(searches);
      poolId = found.pool_id;
      const existing = this.existing(wanted, found);
      if (existing) {
        poolAssignments.inc(found.pool_id, 'existed');
        return existing;
      }
      assertFit(found, parties);
      assertAnnounced(found, request);
      if (request.numberMode === undefined && found.number_mode !== mode) {
        // The first search assumed the more common mode.
        mode = found.number_mode;
        assertNumbersNamedFor(request, parties, mode);
        continue;
      }
      const founds = foundForSecond ? [found, foundForSecond] : [found];
      for (const [at, { candidates }] of founds.entries()) {
        if (candidates.length === 0) await this.refuse(found.pool_id, searches[at]!);
      }
      for (const choice of choicesOf(founds)) {
        const { pins, ...written } = this.newBooking(wanted, found, { mode, ...choice });
        const booking = await this.assignments.insert({ ...written, pins });
        if (!booking) {
          assignmentRetries.inc();
          continue;
        }
        if (wanted.principal) this.audit.noteRecorded(wanted.principal);
        poolAssignments.inc(found.pool_id, 'created');
        await this.emitIfLow(searches, founds);
        return { outcome: 'created', booking, pins };
      }
    }
    poolAssignments.inc(poolId, 'contended');
    throw new AssignmentContendedError();
  }

  /**
   * Finds the candidates of each search.
   * @throws PoolNotFoundError
   */
  private async findAll(
    searches: readonly NumberSearch[],
  ): Promise<[Candidates, Candidates | undefined]> {
    const [first, second] = await Promise.all(
      searches.map(({ criteria, directions }) => this.numbers.findCandidates(criteria, directions)),
    );
    if (!first) throw new PoolNotFoundError();
    return [first, second];
  }

  /** Emits `pool.low` after creating a booking whose numbers Maskline chose. */
  async emitIfLow(searches: readonly NumberSearch[], founds: readonly Candidates[]): Promise<void> {
    for (const [place, { criteria, directions }] of searches.entries()) {
      if (criteria.virtualNumber === null) {
        await this.alerts.emitIfLow(founds[place]!, directions);
      }
    }
  }

  /** Returns the booking that has the reference already. */
  existing({ content }: WantedBooking, found: Candidates): ExistingBooking | undefined {
    const { pool_id: poolId, existing_id: id, existing_digest: digest } = found;
    if (id === null) return undefined;
    const key = { poolId, bookingId: id };
    const hasSameContent =
      digest !== null && BOOKING_CONTENT.isOf(this.vault, digest, content, key);
    return { outcome: 'existed', id, hasSameContent };
  }

  newBooking(
    { request, parties, content, principal }: WantedBooking,
    found: Candidates,
    numbers: AssignedNumbers & Choice,
  ): NewBooking & { pins: NewPin[] } {
    const bookingId = uuidv7();
    const { pool_id: poolId, written_keys: writtenKeys } = found;
    const key = { poolId, bookingId };
    const owner = { ...key, writtenKeys };
    const pins = found.party_pin
      ? parties.flatMap(({ role }, place) =>
          encryptedPins(this.vault, role, randomPin(), ownerAt(owner, numbers, place)),
        )
      : [];
    const routes = routesBetween(this.vault, parties, owner, numbers);
    return {
      poolId,
      writtenKeys,
      booking: {
        ...optionsOf(request),
        id: bookingId,
        numberMode: numbers.mode,
        isOpen: parties.length === 1,
        virtualNumberId: numbers.ids[0],
        secondNumberId: numbers.ids[1],
        reference: request.reference,
        contentDigest: BOOKING_CONTENT.encrypt(this.vault, content, key),
        expiresAt: request.expiresAt,
        ttlSeconds: request.ttlSeconds ?? request.idleTtlSeconds ?? found.booking_ttl_seconds,
        cooldownSeconds: found.cooldown_seconds,
        capacity: numbers.capacities[0],
        secondCapacity: numbers.capacities[1],
        routeCount: routes.length,
      },
      routes,
      acts: principal ? [this.audit.eventOfRequest(bookingId, principal)] : [],
      parties: parties.map(({ role, phones: [{ number, index }], language }, position) => ({
        bookingId,
        position,
        role,
        index,
        ciphertext: PARTY_NUMBER.encrypt(this.vault, number, { ...key, role }),
        pinCiphertext: pins.find((pin) => pin.role === role)?.ciphertext,
        language,
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
  async refuse(poolId: string, { criteria, directions, role }: NumberSearch): Promise<void> {
    const { virtualNumber } = criteria;
    const { free, ...reasons } = await this.numbers.explain(poolId, directions, criteria);
    if (free > 0) return;
    if (virtualNumber === null) {
      poolAssignments.inc(poolId, 'exhausted');
      await this.alerts.emitExhausted(poolId, reasons);
      throw new PoolExhaustedError(reasons, role);
    }
    const [reason] = Object.entries(reasons).find(([, numbers]) => numbers > 0) ?? ['not-in-pool'];
    throw new VirtualNumberUnavailableError(reason as keyof typeof reasons | 'not-in-pool', role);
  }
}

/**
 * Asserts that the pool accepts the parties, and that the booking ends in the future.
 * @throws NumberKindNotAllowedError, CountryNotAllowedError, PartyIsVirtualNumberError,
 *   PartiesBlockedError, ExpiryInThePastError
 */
export function assertFit(found: Candidates, parties: readonly NamedParty[]): void {
  assertKindsAllowed(parties, found.allowed_number_kinds);
  assertCountriesAllowed(parties, found.allowed_countries);
  if (found.is_virtual_number) throw new PartyIsVirtualNumberError();
  if (found.is_blocked) throw new PartiesBlockedError();
  if (!found.expires_later) throw new ExpiryInThePastError();
}

/**
 * Asserts that calls are recorded only with an announcement, if the pool requires one.
 * @throws UnannouncedRecordingError
 */
export function assertAnnounced(found: Candidates, request: CreateBookingDto): void {
  const isRecorded = request.callRecording ?? found.call_recording;
  const isAnnounced = (request.announcement ?? null) !== null || found.has_announcement;
  if (found.recording_requires_announcement && isRecorded && !isAnnounced) {
    throw new UnannouncedRecordingError('booking');
  }
}
