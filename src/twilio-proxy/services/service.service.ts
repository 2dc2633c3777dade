import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { UrlCheck } from '../../events/index.js';
import { type Principal } from '../../platform/security/index.js';
import { PoolService } from '../../pool/index.js';
import { FacadeAccountRepository } from '../accounts/facade-account.repository.js';
import { TwilioAuthenticator } from '../accounts/twilio-authenticator.js';
import { CallbackSetup, type CallbackUrls } from '../callbacks/callback-setup.service.js';
import { FormReader } from '../http/form.js';
import { type PageRequest } from '../http/list.js';
import { invalidParameter, TwilioProxyError } from '../http/twilio-error.js';
import { uuidOf } from '../sid.js';
import { readServiceChange, type ServiceChange } from './service-request.js';
import { type ServiceRow, ServiceRepository } from './service.repository.js';

/** Seconds. Twilio frees a number at once; a short time protects those who call back. */
const COOLDOWN_SECONDS = 600;
/** What a pool may be called; ids are UUIDs. */
const POOL_NAME = /^(?![0-9a-f]{8}-)[a-z][a-z0-9-]{1,62}$/;

/** Manages services. A service is a pool. */
@Injectable()
export class ServiceService {
  constructor(
    private readonly services: ServiceRepository,
    private readonly pools: PoolService,
    private readonly accounts: FacadeAccountRepository,
    private readonly authenticator: TwilioAuthenticator,
    private readonly urls: UrlCheck,
    private readonly callbacks: CallbackSetup,
  ) {}

  /**
   * Creates a service, as a pool of the account's sub-account.
   * @throws TwilioProxyError
   */
  async create(form: FormReader, principal: Principal): Promise<ServiceRow> {
    const change = readServiceChange(form, this.urls);
    const { uniqueName } = change;
    if (uniqueName === undefined) throw invalidParameter('UniqueName', 'present');
    const account = await this.accounts.find(principal.keyId!, null);
    if (!account?.sub_account_id) throw new TwilioProxyError(80506);
    if (await this.services.isNameTaken(uniqueName)) throw new TwilioProxyError(80602);
    const pool = await this.pools.create({
      name: await this.poolNameFor(uniqueName, principal),
      subAccountId: account.sub_account_id,
      ...(account.sms_sub_account_id !== null && { smsSubAccountId: account.sms_sub_account_id }),
      policy: {
        numberMode: 'per-party',
        countryMatch: 'require',
        graceSeconds: 0,
        cooldownSeconds: COOLDOWN_SECONDS,
        // Participants keep their proxy number, as Twilio's clients expect.
        rebalance: 'off',
        channels: account.sms_sub_account_id === null ? ['voice'] : ['voice', 'sms'],
        ...policyOf(change),
      },
    });
    await this.services.save({
      ...change,
      uniqueName,
      poolId: pool.id,
      accountId: account.id,
      defaultTtl: change.defaultTtl ?? 0,
      geoMatchLevel: change.geoMatchLevel ?? 'country',
    });
    await this.callbacks.register(pool.id, urlsOf(change), account);
    if (principal.poolIds !== null) {
      await this.accounts.addPool(account.id, pool.id);
      this.authenticator.forget(account.secret_hash);
    }
    return (await this.services.find(pool.id, null))!;
  }

  /** @throws TwilioProxyError */
  list(page: PageRequest, { poolIds }: Principal): Promise<ServiceRow[]> {
    const position = page.after ?? page.before;
    if (position !== undefined && !isUuid(position)) {
      throw new TwilioProxyError(20001, 'Invalid parameter PageToken');
    }
    return this.services.list(page, poolIds);
  }

  /** @throws TwilioProxyError if there is no such service, or the account may not see it */
  async find(sid: string, { poolIds }: Principal): Promise<ServiceRow> {
    const poolId = uuidOf('KS', sid);
    const service = poolId === undefined ? undefined : await this.services.find(poolId, poolIds);
    if (!service) throw new TwilioProxyError(20404);
    return service;
  }

  /** @throws TwilioProxyError */
  async update(sid: string, form: FormReader, principal: Principal): Promise<ServiceRow> {
    const before = await this.find(sid, principal);
    const change = readServiceChange(form, this.urls);
    const { uniqueName, callbackUrl, interceptCallbackUrl, outOfSessionCallbackUrl } = change;
    const isRenamed = uniqueName !== undefined && uniqueName !== before.unique_name;
    if (isRenamed && (await this.services.isNameTaken(uniqueName))) {
      throw new TwilioProxyError(80602);
    }
    const policy = policyOf(change);
    if (Object.keys(policy).length > 0) {
      await this.pools.update(before.pool_id, { policy }, principal);
    }
    const urls = {
      callbackUrl: given(callbackUrl, before.callback_url),
      interceptCallbackUrl: given(interceptCallbackUrl, before.intercept_callback_url),
      outOfSessionCallbackUrl: given(outOfSessionCallbackUrl, before.out_of_session_callback_url),
    };
    await this.callbacks.register(
      before.pool_id,
      urls,
      await this.accounts.find(principal.keyId!, null),
    );
    await this.services.save({
      poolId: before.pool_id,
      accountId: principal.keyId,
      uniqueName: uniqueName ?? before.unique_name,
      defaultTtl: change.defaultTtl ?? before.default_ttl,
      ...urls,
      geoMatchLevel: change.geoMatchLevel ?? before.geo_match_level,
      chatInstanceSid: given(change.chatInstanceSid, before.chat_instance_sid),
    });
    return this.find(sid, principal);
  }

  /** Hides a service from Twilio's API. @throws TwilioProxyError if a session is not closed */
  async delete(sid: string, principal: Principal): Promise<void> {
    const { pool_id: poolId, unique_name: uniqueName } = await this.find(sid, principal);
    if (!(await this.services.delete(poolId, uniqueName))) {
      throw new TwilioProxyError(
        20001,
        'The Service has open Sessions. Close or delete them first',
      );
    }
    await this.callbacks.register(poolId, urlsOf({}), undefined);
  }

  /** Returns the unique name if a pool may have it and none has it; else a name of its own. */
  private async poolNameFor(uniqueName: string, principal: Principal): Promise<string> {
    const isFree =
      POOL_NAME.test(uniqueName) &&
      (await this.pools.find(uniqueName, { ...principal, poolIds: null }).then(
        () => false,
        () => true,
      ));
    return isFree ? uniqueName : `twilio-${randomBytes(8).toString('hex')}`;
  }
}

const urlsOf = (change: Partial<ServiceChange>): CallbackUrls => ({
  callbackUrl: change.callbackUrl ?? null,
  interceptCallbackUrl: change.interceptCallbackUrl ?? null,
  outOfSessionCallbackUrl: change.outOfSessionCallbackUrl ?? null,
});

const given = <Value>(value: Value | undefined, before: Value): Value =>
  value === undefined ? before : value;

/** Returns the given parts of the pool's policy. */
const policyOf = ({ geoMatchLevel, avoidLastNumber }: ServiceChange) => ({
  ...(geoMatchLevel && { prefixMatch: geoMatchLevel !== 'country' }),
  ...(avoidLastNumber !== undefined && { avoidLastNumber }),
});
