import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import { MAX_SEARCHED } from '../../platform/rest/index.js';
import type { BookingStatus } from '../model/booking-status.js';
import type { BookingOptionRow } from '../model/booking-options.js';
import type { Booking } from '../model/booking.entity.js';
import { FIND_BOOKING, SELECT_BOOKING, STATUS } from '../model/booking.sql.js';

/** A booking that has just been inserted. */
export type NewBookingRow = RowOf<
  Booking,
  | 'id'
  | 'poolId'
  | 'reference'
  | 'status'
  | 'numberMode'
  | 'expiresAt'
  | 'endedAt'
  | 'createdAt'
  | 'updatedAt'
> &
  BookingOptionRow & {
    pool_name: string;
    /** The number of both parties; in mode `per-party`, of the first one. */
    first_number: string;
    /** Null in mode `shared`. */
    second_number: string | null;
    callable_until: Date | null;
    /** The booking's setting, or else its pool's. */
    is_recorded: boolean;
    /** Differs after each change of the booking. */
    revision: string;
  };

export interface BookingRow extends NewBookingRow {
  /** Ciphertexts in base64; null for an erased number. */
  parties: {
    role: string;
    ciphertext: string | null;
    pin: string | null;
    language: string | null;
    alternates: { position: number; ciphertext: string }[];
  }[];
}

export interface BookingFilter {
  poolIds?: readonly string[];
  reference?: string;
  status?: BookingStatus;
  virtualNumber?: string;
  /** Blind indexes of a phone of a party. */
  phone?: readonly Buffer[];
  before?: string;
}

/** Finds the bookings of a phone by the indexes of ADR 21. */
const bookingsOfPhone = (indexes: string): string =>
  ['party', 'party_alternate']
    .map(
      (table) => `
        select booking_id from ${table}
         where substr(number_index, 1, 8) = any(array(
                 select substr(one, 1, 8) from unnest(${indexes}::bytea[]) one))
           and number_index = any(${indexes}::bytea[])`,
    )
    .join(' union all ');

/** A filter with the end of its search. */
type Conditions = BookingFilter & { searchedTo?: string | undefined };

const CONDITIONS: Readonly<Record<keyof Conditions, (parameter: string) => string>> = {
  poolIds: (parameter) => `b.pool_id = any(${parameter}::uuid[])`,
  reference: (parameter) => `b.reference = ${parameter}`,
  status: (parameter) => `${STATUS} = ${parameter}`,
  virtualNumber: (parameter) =>
    `(select id from virtual_number where msisdn = ${parameter})
       in (b.virtual_number_id, b.second_number_id)`,
  phone: (parameter) => `b.id = any(array(${bookingsOfPhone(parameter)}))`,
  before: (parameter) => `b.id < ${parameter}`,
  searchedTo: (parameter) => `b.id >= ${parameter}`,
};

@Injectable()
export class BookingRepository {
  constructor(private readonly database: PostgresPool) {}

  async findById(id: string): Promise<BookingRow | undefined> {
    if (!isUuid(id)) return undefined;
    return (await this.database.run<BookingRow>(FIND_BOOKING({ id })))[0];
  }

  /**
   * Lists bookings, newest first. A search by status or virtual number sees at most `MAX_SEARCHED`
   * bookings.
   * @returns the bookings, and the id at which the search ended; undefined: it saw all bookings
   */
  async list(
    filter: BookingFilter,
    limit: number,
  ): Promise<{ rows: BookingRow[]; searchedTo?: string }> {
    const { status, virtualNumber, ...span } = filter;
    const isSearch = status !== undefined || virtualNumber !== undefined;
    const searchedTo = isSearch ? await this.endOfSearch(span) : undefined;
    const { where, parameters } = conditionsOf({ ...filter, searchedTo });
    const rows = await this.database.read<BookingRow>(
      `${SELECT_BOOKING} ${where} order by b.id desc limit $${parameters.push(limit)}`,
      parameters,
    );
    return { rows, ...(searchedTo !== undefined && { searchedTo }) };
  }

  /** Returns the last booking that a search may see; undefined if it may see all. */
  private async endOfSearch(filter: BookingFilter): Promise<string | undefined> {
    const { where, parameters } = conditionsOf(filter);
    const [last] = await this.database.read<{ id: string }>(
      `select b.id from booking b ${where}
        order by b.id desc offset $${parameters.push(MAX_SEARCHED - 1)} limit 1`,
      parameters,
    );
    return last?.id;
  }
}

function conditionsOf(filter: Conditions): { where: string; parameters: unknown[] } {
  const parameters: unknown[] = [];
  const conditions = Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => CONDITIONS[key as keyof Conditions](`$${parameters.push(value)}`));
  return { where: conditions.length > 0 ? `where ${conditions.join(' and ')}` : '', parameters };
}
