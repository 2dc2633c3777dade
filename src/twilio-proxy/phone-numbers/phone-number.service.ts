import { Injectable, Logger } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { Principal } from '../../platform/security/index.js';
import { PhoneNumber } from '../../platform/values/index.js';
import {
  VirtualNumberNotDeletableError,
  VirtualNumberNotFoundError,
  VirtualNumberService,
} from '../../pool/index.js';
import type { FormReader } from '../http/form.js';
import type { PageRequest } from '../http/list.js';
import { invalidParameter, TwilioProxyError } from '../http/twilio-error.js';
import type { ServiceRow } from '../services/service.repository.js';
import { numberOfSid } from '../sid.js';
import { crossesWarning, NumberLimits } from './number-limits.js';
import {
  COUNT_NUMBERS,
  FIND_NUMBER,
  LIST_NUMBERS,
  LIST_NUMBERS_BEFORE,
} from './phone-number.sql.js';

export interface NumberRow {
  msisdn: string;
  country_code: string | null;
  reserved: boolean;
  can_voice: boolean;
  can_sms: boolean;
  /** Count of active bookings. */
  in_use: number;
  created_at: Date;
  updated_at: Date;
}

const MSISDN = /^\+[1-9]\d{6,14}$/;

/** Manages the phone numbers of services. They are virtual numbers that 8x8 has given. */
@Injectable()
export class PhoneNumberService {
  private readonly logger = new Logger(PhoneNumberService.name);

  constructor(
    private readonly database: PostgresPool,
    private readonly numbers: VirtualNumberService,
    private readonly limits: NumberLimits,
  ) {}

  /**
   * Adds a number to a service, or enables one that 8x8 has added to its pool. In a service with texts
   * a new number carries texts too.
   * @throws TwilioProxyError, and the errors of VirtualNumberService
   */
  async add(
    { pool_id: poolId, has_texts: sms }: ServiceRow,
    form: FormReader,
    principal: Principal,
  ) {
    const msisdn = msisdnIn(form);
    const reserved = form.flag('IsReserved') ?? false;
    const known = await this.findKnown(msisdn, principal);
    const added = [{ msisdn, reserved, capabilities: { sms } }];
    if (!known) {
      await this.assertRoom(poolId, reserved);
      await this.numbers.add(poolId, added, principal);
    } else if (await this.find(poolId, msisdn)) {
      throw new TwilioProxyError(80104);
    } else {
      await this.assertRoom(poolId, reserved);
      // It is in this pool and disabled, or in another one, which `add` refuses.
      await this.numbers.add(poolId, added, principal);
      await this.numbers.update(msisdn, { state: 'enabled', reserved }, principal);
    }
    return this.get(poolId, msisdn);
  }

  list(poolId: string, { size, after, before }: PageRequest): Promise<NumberRow[]> {
    if (!MSISDN.test(after ?? before ?? '+1000000')) {
      throw new TwilioProxyError(20001, 'Invalid parameter PageToken');
    }
    const page = { poolId, limit: size + 1 };
    return this.database.run(
      before === undefined
        ? LIST_NUMBERS({ ...page, after })
        : LIST_NUMBERS_BEFORE({ ...page, before }),
    );
  }

  /** @throws TwilioProxyError */
  async getBySid(poolId: string, sid: string): Promise<NumberRow> {
    return this.get(poolId, numberOfSid(sid) ?? '');
  }

  /** @throws TwilioProxyError */
  async update(
    poolId: string,
    sid: string,
    form: FormReader,
    principal: Principal,
  ): Promise<NumberRow> {
    const before = await this.getBySid(poolId, sid);
    const { msisdn } = before;
    const reserved = form.flag('IsReserved');
    if (typeof reserved === 'boolean') {
      if (reserved !== before.reserved) await this.assertRoom(poolId, reserved);
      await this.numbers.update(msisdn, { reserved }, principal);
    }
    return this.get(poolId, msisdn);
  }

  /**
   * Removes a number from a service. A number of earlier bookings stays in the pool, disabled.
   * @throws TwilioProxyError
   */
  async remove(poolId: string, sid: string, principal: Principal): Promise<void> {
    const { msisdn, in_use: inUse } = await this.getBySid(poolId, sid);
    if (inUse > 0) throw new TwilioProxyError(80611);
    await this.numbers.update(msisdn, { state: 'disabled' }, principal);
    try {
      await this.numbers.delete(msisdn, principal);
    } catch (error) {
      if (!(error instanceof VirtualNumberNotDeletableError)) throw error;
    }
  }

  /**
   * Asserts that a service may have another number, and logs a warning of Twilio when it is close to
   * the limit. Numbers that are added at the same moment may exceed it, which does no harm.
   * @throws TwilioProxyError
   */
  private async assertRoom(poolId: string, reserved: boolean): Promise<void> {
    const query = COUNT_NUMBERS({ poolId, reserved });
    const [counted] = await this.database.run<{ numbers: number }>(query);
    const { numbers } = counted!;
    const max = this.limits.maxOf(reserved);
    if (numbers >= max) throw new TwilioProxyError(80622);
    if (!crossesWarning(numbers, max)) return;
    const kind = reserved ? 'reserved' : 'unreserved';
    this.logger.warn(
      `80624: the Twilio service of pool ${poolId} will have ${numbers + 1} ${kind} numbers; ` +
        `it can have ${max}. Use more services`,
    );
  }

  private async get(poolId: string, msisdn: string): Promise<NumberRow> {
    const number = await this.find(poolId, msisdn);
    if (!number) throw new TwilioProxyError(20404);
    return number;
  }

  private async find(poolId: string, msisdn: string): Promise<NumberRow | undefined> {
    return (await this.database.run<NumberRow>(FIND_NUMBER({ poolId, msisdn })))[0];
  }

  private async findKnown(msisdn: string, principal: Principal) {
    try {
      return await this.numbers.get(msisdn, principal);
    } catch (error) {
      if (error instanceof VirtualNumberNotFoundError) return undefined;
      throw error;
    }
  }
}

/** @throws TwilioProxyError */
function msisdnIn(form: FormReader): string {
  const sid = form.text('Sid', 34);
  const msisdn = sid ? numberOfSid(sid) : form.text('PhoneNumber', 32);
  if (!msisdn) throw invalidParameter(sid ? 'Sid' : 'PhoneNumber', 'that of a phone number');
  try {
    return PhoneNumber.parse(msisdn).e164;
  } catch {
    throw invalidParameter('PhoneNumber', 'a valid number in E.164');
  }
}
