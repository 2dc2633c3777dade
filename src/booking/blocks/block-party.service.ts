import { Injectable } from '@nestjs/common';
import type { Page } from '../../platform/rest/index.js';
import { type Principal, maySeePool, NumberVault } from '../../platform/security/index.js';
import { BookingNotFoundError, PartyNotFoundError } from '../model/booking.errors.js';
import { phoneColumn } from '../model/encrypted-columns.js';
import { BookingRepository, type BookingRow } from '../reading/booking.repository.js';
import { type Phone, phoneOf } from '../routes/parties.js';
import type { BlockPartyDto } from './block.dto.js';
import type { BlockResponse } from './block.mapper.js';
import { BlockService, everyPool } from './block.service.js';

type PartyRow = BookingRow['parties'][number];

/** Blocks a party of a booking from the other, for clients that do not know the phone numbers. */
@Injectable()
export class BlockPartyService {
  constructor(
    private readonly bookings: BookingRepository,
    private readonly blocks: BlockService,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Blocks every phone of the party from every phone of the other party, so that no phone is left
   * through which the one reaches the other. Repeating the request changes nothing.
   * @throws BookingNotFoundError, PartyNotFoundError, KeyRestrictedError, BlockEndInThePastError,
   *   NumberKeysOutdatedError
   */
  async block(
    bookingId: string,
    { role, everyPool: isForEveryPool = false, until, reason }: BlockPartyDto,
    principal: Principal,
  ): Promise<Page<BlockResponse>> {
    const booking = await this.bookings.findById(bookingId);
    if (!booking || !maySeePool(principal, booking.pool_id)) throw new BookingNotFoundError();
    const blocked = this.phonesOf(booking, (party) => party.role === role);
    const others = this.phonesOf(booking, (party) => party.role !== role);
    // A party whose number was erased has no phone left.
    if (blocked.length === 0 || others.length === 0) throw new PartyNotFoundError();
    const poolId = isForEveryPool ? everyPool(principal) : booking.pool_id;
    const pairs = blocked.flatMap((phone) => others.map((from) => ({ blocked: phone, from })));
    const items = await this.blocks.createAll(pairs, { poolId, endsAt: until }, reason);
    return { items, nextCursor: null };
  }

  private phonesOf(
    { pool_id: poolId, id: bookingId, parties }: BookingRow,
    isWanted: (party: PartyRow) => boolean,
  ): Phone[] {
    return parties.filter(isWanted).flatMap(({ role, ciphertext, alternates }) => {
      const stored = [{ position: 0, ciphertext }, ...alternates];
      return stored.flatMap(({ position, ciphertext: text }) => {
        if (text === null) return [];
        const key = { poolId, bookingId, role, position };
        const encrypted = Buffer.from(text, 'base64');
        return [phoneOf(this.vault, phoneColumn(position).decrypt(this.vault, encrypted, key))];
      });
    });
  }
}
