import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { decodeCursor, type Page, type PageQuery, toPage } from '../../platform/rest/index.js';
import {
  ApiKeyService,
  AuditTrail,
  NumberVault,
  type Principal,
  type Scope,
} from '../../platform/security/index.js';
import { sidOf, uuidOf } from '../sid.js';
import { FACADE_TOKEN } from './facade-account.entity.js';
import { type FacadeAccountRow, FacadeAccountRepository } from './facade-account.repository.js';
import { type CreateTwilioAccountDto, FACADE_SCOPES } from './twilio-account.dto.js';
import { TwilioAccountNotFoundError } from './twilio-account.errors.js';
import {
  mapTwilioAccount,
  type NewTwilioAccountResponse,
  type TwilioAccountResponse,
} from './twilio-account.mapper.js';
import { hashOfCredentials, TwilioAuthenticator } from './twilio-authenticator.js';

/** Twilio's tokens have this length too: 32 hexadecimal digits. */
const TOKEN_BYTES = 16;

/** Manages the accounts of Twilio Proxy's API. Each change is committed with its audit event. */
@Injectable()
export class TwilioAccountService {
  constructor(
    private readonly accounts: FacadeAccountRepository,
    private readonly keys: ApiKeyService,
    private readonly authenticator: TwilioAuthenticator,
    private readonly vault: NumberVault,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Creates an account. It cannot have more permissions than the key that creates it.
   * @throws GrantExceededError, KeyPoolNotFoundError, UnauthenticatedError
   */
  async create(
    {
      name,
      pools,
      scopes = [...FACADE_SCOPES],
      subAccountId,
      smsSubAccountId,
    }: CreateTwilioAccountDto,
    principal: Principal,
  ): Promise<NewTwilioAccountResponse> {
    const poolIds = await this.keys.poolIdsOf(pools, principal);
    const id = uuidv7();
    const accountSid = sidOf('AC', id);
    const authToken = randomBytes(TOKEN_BYTES).toString('hex');
    await this.accounts.transaction(async (client) => {
      await this.keys.assertMayGrant(client, { name, scopes, poolIds }, principal);
      await this.accounts.insert(client, {
        id,
        name,
        scopes,
        poolIds,
        subAccountId,
        smsSubAccountId,
        tokenCiphertext: FACADE_TOKEN.encrypt(this.vault, authToken, { accountId: id }),
        secretHash: hashOfCredentials(accountSid, authToken),
        createdBy: principal.keyId ?? principal.actor,
      });
      const act = { action: 'twilio-account.create', objectType: 'twilio-account' };
      const details = { scopes, pools: poolIds };
      await this.audit.recordIn(client, { ...act, objectId: accountSid, details }, principal);
    });
    return { ...(await this.get(accountSid, principal)), authToken };
  }

  async list(
    { limit, cursor }: PageQuery,
    { poolIds }: Principal,
  ): Promise<Page<TwilioAccountResponse>> {
    const rows = await this.accounts.list(limit + 1, poolIds, decodeCursor(cursor, isUuid));
    return toPage(rows, limit, ({ id }) => id, mapTwilioAccount);
  }

  /** @throws TwilioAccountNotFoundError */
  async get(accountSid: string, principal: Principal): Promise<TwilioAccountResponse> {
    return mapTwilioAccount(await this.find(accountSid, principal));
  }

  /**
   * Revokes an account. Revoking it again has no effect.
   * @throws TwilioAccountNotFoundError, GrantExceededError, UnauthenticatedError
   */
  async revoke(accountSid: string, principal: Principal): Promise<void> {
    const account = await this.find(accountSid, principal);
    const { id, name, pool_ids: poolIds } = account;
    const scopes: Scope[] = account.scopes;
    await this.accounts.transaction(async (client) => {
      await this.keys.assertMayGrant(client, { name, scopes, poolIds }, principal);
      await this.accounts.revoke(client, id);
      const act = { action: 'twilio-account.revoke', objectType: 'twilio-account' };
      await this.audit.recordIn(client, { ...act, objectId: accountSid }, principal);
    });
    this.authenticator.forget(account.secret_hash);
  }

  private async find(accountSid: string, { poolIds }: Principal): Promise<FacadeAccountRow> {
    const id = uuidOf('AC', accountSid);
    const row = id === undefined ? undefined : await this.accounts.find(id, poolIds);
    if (!row) throw new TwilioAccountNotFoundError();
    return row;
  }
}
