import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { decodeCursor, type Page, toPage } from '../common/index.js';
import { PoolNotFoundError, PoolService } from '../pool/index.js';
import { NumberVault } from '../security/index.js';
import { contentOf, type NamedParty, readParties } from './booking-content.js';
import type { CreateBookingDto, ListBookingsQuery } from './booking.dto.js';
import {
  BookingEndedError,
  BookingNotFoundError,
  ExpiryInThePastError,
  PoolExhaustedError,
  ReferenceTakenError,
} from './booking.errors.js';
import { type BookingAnswer, BookingMapper, partyPlace, routePlace } from './booking.mapper.js';
import { BookingRepository, type BookingRow, type Side } from './booking.repository.js';
import { canBecome, type EndedStatus } from './booking-status.js';

/** Numbers tried for a booking before the next look at what is free. */
const CANDIDATES = 4;
/** Looks at what is free. Each lost race means that another booking won one. */
const ATTEMPTS = 20;
const BOOKING_POSITION = /^[0-9a-f-]{36}$/;

@Injectable()
export class BookingService {
  constructor(
    private readonly bookings: BookingRepository,
    private readonly pools: PoolService,
    private readonly vault: NumberVault,
    private readonly mapper: BookingMapper,
  ) {}

  /**
   * Ties two parties to a virtual number. The same reference with the same content gives the
   * booking that is there already (`created: false`).
   * @throws PoolNotFoundError, InvalidPhoneNumberError, SamePartyTwiceError, ExpiryInThePastError,
   *   ReferenceTakenError, PoolExhaustedError
   */
  async create(request: CreateBookingDto): Promise<{ booking: BookingAnswer; created: boolean }> {
    const parties = readParties(request);
    const indexes = parties.map(({ number }) => this.vault.indexOf(number)) as [Buffer, Buffer];
    const contentDigest = this.vault.digestOf(contentOf(request, parties));
    const wishes = {
      virtualNumber: request.virtualNumber ?? null,
      expiresAt: request.expiresAt ?? null,
      candidates: CANDIDATES,
    };

    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const prepared = await this.bookings.prepare(
        request.pool,
        request.reference,
        indexes,
        wishes,
      );
      if (!prepared) throw new PoolNotFoundError();
      if (prepared.existing_id !== null) {
        if (!prepared.existing_digest?.equals(contentDigest)) {
          throw new ReferenceTakenError(prepared.existing_id);
        }
        return { booking: await this.get(prepared.existing_id), created: false };
      }
      if (!prepared.expires_later) throw new ExpiryInThePastError();
      if (prepared.candidates.length === 0) throw new PoolExhaustedError();

      for (const virtualNumberId of prepared.candidates) {
        const id = uuidv7();
        const poolId = prepared.pool_id;
        const written = await this.bookings.insert({
          poolId,
          id,
          virtualNumberId,
          reference: request.reference,
          contentDigest,
          expiresAt: wishes.expiresAt,
          ttlSeconds: request.ttlSeconds ?? prepared.booking_ttl_seconds,
          cooldownSeconds: prepared.cooldown_seconds,
          callRecording: request.callRecording ?? null,
          metadata: request.metadata ?? {},
          sides: this.sidesOf(parties, indexes, { poolId, id, virtualNumberId }),
        });
        if (written) return { booking: await this.get(id), created: true };
      }
    }
    throw new PoolExhaustedError();
  }

  /** @throws BookingNotFoundError */
  async get(id: string): Promise<BookingAnswer> {
    return this.mapper.toAnswer(await this.find(id));
  }

  /** For other modules: the key of a booking. @throws BookingNotFoundError */
  async locate(id: string): Promise<{ poolId: string; id: string }> {
    return { poolId: (await this.find(id)).pool_id, id };
  }

  /** @throws PoolNotFoundError, InvalidCursorError */
  async list(query: ListBookingsQuery): Promise<Page<BookingAnswer>> {
    const { pool, reference, status, virtualNumber, limit, cursor } = query;
    const before = decodeCursor(cursor, BOOKING_POSITION);
    const poolId = pool === undefined ? undefined : (await this.pools.find(pool)).id;
    const filter = { poolId, reference, status, virtualNumber, before };
    const rows = await this.bookings.list(filter, limit + 1);
    return toPage(
      rows,
      limit,
      ({ id }) => id,
      (row) => this.mapper.toAnswer(row),
    );
  }

  /**
   * Ends a booking; ending it again in the same way changes nothing.
   * @throws BookingNotFoundError, BookingEndedError
   */
  async end(id: string, status: EndedStatus): Promise<BookingAnswer> {
    for (;;) {
      const booking = await this.find(id);
      if (booking.status === status) return this.mapper.toAnswer(booking);
      if (!canBecome(booking.status, status)) throw new BookingEndedError(booking.status);
      // Nothing ended: somebody else was quicker, so the next look shows how.
      if (await this.bookings.end(booking.pool_id, id, status)) return this.get(id);
    }
  }

  private async find(id: string): Promise<BookingRow> {
    const booking = await this.bookings.findById(id);
    if (!booking) throw new BookingNotFoundError();
    return booking;
  }

  /** Each party with the route that begins at its phone and ends at the other's. */
  private sidesOf(
    parties: readonly [NamedParty, NamedParty],
    indexes: readonly [Buffer, Buffer],
    { poolId, id, virtualNumberId }: { poolId: string; id: string; virtualNumberId: number },
  ): Side[] {
    return ([0, 1] as const).map((position) => {
      const other = position === 0 ? 1 : 0;
      const { role, number } = parties[position];
      const callerIndex = indexes[position];
      return {
        role,
        position,
        callerIndex,
        partyCiphertext: this.vault.seal(number, partyPlace(poolId, id, role)),
        calleeRole: parties[other].role,
        calleeIndex: indexes[other],
        calleeCiphertext: this.vault.seal(
          parties[other].number,
          routePlace(poolId, id, virtualNumberId, callerIndex),
        ),
      };
    });
  }
}
