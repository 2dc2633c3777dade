import { Injectable } from '@nestjs/common';
import type { Principal } from '../../platform/security/index.js';
import {
  type FacadeAccountRow,
  FacadeAccountRepository,
} from '../accounts/facade-account.repository.js';
import { type ServiceRow, ServiceRepository } from '../services/service.repository.js';
import { type SessionRow, SessionRepository } from '../sessions/session.repository.js';
import { sidOf, uuidOf } from '../sid.js';

/** A service with the account that signs its callbacks. */
export interface CallbackService {
  service: ServiceRow;
  account: FacadeAccountRow;
}

/** Finds what callbacks name. */
@Injectable()
export class CallbackContext {
  constructor(
    private readonly services: ServiceRepository,
    private readonly accounts: FacadeAccountRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /**
   * Returns undefined if the pool is no service, or if no account has changed it, or a revoked one:
   * then nothing is called back.
   */
  async serviceOf(poolId: string): Promise<CallbackService | undefined> {
    const service = await this.services.find(poolId, null);
    if (!service?.account_id) return undefined;
    const account = await this.accounts.find(service.account_id, null);
    return account?.revoked_at === null ? { service, account } : undefined;
  }

  /** Returns the session of a booking; undefined if it has none. */
  async sessionOf(poolId: string, reference: string | null): Promise<SessionRow | undefined> {
    const id = uuidOf('KC', reference?.replace(/\.\d+$/, '') ?? '');
    return id === undefined ? undefined : this.sessions.find(poolId, id);
  }
}

/** Returns the principal of an account, for what Maskline does on its behalf in one pool. */
export const principalOf = ({ id, scopes }: FacadeAccountRow, poolId: string): Principal => ({
  keyId: id,
  actor: sidOf('AC', id),
  scopes: new Set(scopes),
  mayReveal: scopes.includes('numbers:reveal'),
  poolIds: [poolId],
  ip: null,
});
