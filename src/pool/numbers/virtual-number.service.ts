import { Injectable } from '@nestjs/common';
import { decodeCursor, type Page, toPage } from '../../platform/rest/index.js';
import { PhoneNumber } from '../../platform/values/index.js';
import { type Principal, maySeePool } from '../../platform/security/index.js';
import { mapVirtualNumber, type VirtualNumberResponse } from '../pools/pool.mapper.js';
import { AddingRepository } from './adding.repository.js';
import {
  VirtualNumberInUseError,
  VirtualNumberNotDeletableError,
  VirtualNumberNotFoundError,
} from '../pools/pool.errors.js';
import { PoolService } from '../pools/pool.service.js';
import { RemovalRepository } from './removal.repository.js';
import type {
  AddVirtualNumberDto,
  ListVirtualNumbersQuery,
  UpdateVirtualNumberDto,
} from './virtual-number.dto.js';
import type { VirtualNumber } from './virtual-number.entity.js';
import { VirtualNumberRepository } from './virtual-number.repository.js';

const isNumberPosition = (text: string): boolean => /^\+\d{7,15}$/.test(text);

@Injectable()
export class VirtualNumberService {
  constructor(
    private readonly pools: PoolService,
    private readonly numbers: VirtualNumberRepository,
    private readonly adding: AddingRepository,
    private readonly removal: RemovalRepository,
  ) {}

  /**
   * Adds numbers to a pool. Numbers that it already contains are left unchanged.
   * @throws PoolNotFoundError, InvalidPhoneNumberError, VirtualNumberTakenError,
   *   VirtualNumberInUseError, NumbersContendedError, NumberKeysOutdatedError
   */
  async add(
    pool: string,
    added: AddVirtualNumberDto[],
    principal: Principal,
  ): Promise<VirtualNumberResponse[]> {
    const { id: poolId, name } = await this.pools.find(pool, principal);
    const numbers = added.map((number, index) => {
      const msisdn = PhoneNumber.parse(number.msisdn, `numbers[${index}].msisdn`);
      const countryCode = number.countryCode ?? msisdn.country;
      return { ...settingsOf(number), msisdn: msisdn.e164, countryCode };
    });
    const { inUse } = await this.adding.addMissing(poolId, numbers, false);
    if (inUse.length > 0) throw new VirtualNumberInUseError();
    const found = await this.numbers.findMany(numbers.map(({ msisdn }) => msisdn));
    return found.map((number) => mapVirtualNumber(number, name));
  }

  /** @throws VirtualNumberNotFoundError */
  async get(msisdn: string, principal: Principal): Promise<VirtualNumberResponse> {
    return this.toResponse(await this.find(msisdn, principal));
  }

  async list(
    query: ListVirtualNumbersQuery,
    principal: Principal,
  ): Promise<Page<VirtualNumberResponse>> {
    const { pool, state, operationalStatus, limit, cursor } = query;
    const after = decodeCursor(cursor, isNumberPosition);
    const poolIds =
      pool === undefined ? principal.poolIds : [(await this.pools.find(pool, principal)).id];
    const filter = {
      ...(poolIds && { poolIds }),
      ...(state && { state }),
      ...(operationalStatus && { operationalStatus }),
    };
    const rows = await this.numbers.list(filter, limit + 1, after);
    const names = await this.pools.namesOf(rows.map((row) => row.poolId));
    return toPage(
      rows,
      limit,
      ({ msisdn }) => msisdn,
      (number) => mapVirtualNumber(number, names.get(number.poolId) ?? ''),
    );
  }

  /** @throws VirtualNumberNotFoundError */
  async update(
    msisdn: string,
    change: UpdateVirtualNumberDto,
    principal: Principal,
  ): Promise<VirtualNumberResponse> {
    const { id } = await this.find(msisdn, principal);
    return this.toResponse(await this.numbers.update(id, settingsOf(change)));
  }

  /**
   * Deletes a number that takes no bookings and is used by no booking or route.
   * @throws VirtualNumberNotFoundError, VirtualNumberNotDeletableError
   */
  async delete(msisdn: string, principal: Principal): Promise<void> {
    const { id, state } = await this.find(msisdn, principal);
    const use = state === 'enabled' ? state : await this.removal.delete(id);
    if (use) throw new VirtualNumberNotDeletableError(use);
  }

  private async toResponse(number: VirtualNumber): Promise<VirtualNumberResponse> {
    const names = await this.pools.namesOf([number.poolId]);
    return mapVirtualNumber(number, names.get(number.poolId) ?? '');
  }

  private async find(msisdn: string, principal: Principal): Promise<VirtualNumber> {
    const number = await this.numbers.findByMsisdn(msisdn);
    if (!number || !maySeePool(principal, number.poolId)) throw new VirtualNumberNotFoundError();
    return number;
  }
}

/** Returns the settings with a column for each capability. */
const settingsOf = <Given extends UpdateVirtualNumberDto>({
  capabilities = {},
  ...given
}: Given) => ({
  ...given,
  ...(capabilities.voice !== undefined && { canVoice: capabilities.voice }),
  ...(capabilities.sms !== undefined && { canSms: capabilities.sms }),
});
