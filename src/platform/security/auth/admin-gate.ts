import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, ValidationFailedError } from '../../errors/index.js';
import { contextOf } from '../../observability/index.js';
import { type Principal, grantAccess, requireScope } from './principal.js';
import { KeyRestrictedError, ScopeUndeclaredError } from './auth.errors.js';
import { AdminBulkhead } from './admin-bulkhead.js';
import { actionOf, adminRouteOf } from './admin-route.js';
import { assertAuditReason, auditReasonOf } from '../audit/audit-reason.js';
import { actOf } from '../audit/audit.interceptor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Authenticator } from './authenticator.js';
import { RequestLimiter } from '../limits/request-limiter.js';

/**
 * Admits requests to the admin API before the body is read. A request needs a valid key, within its
 * rate limit, with the scope of the route, and a free slot of the bulkhead.
 */
@Injectable()
export class AdminGate {
  private readonly logger = new Logger(AdminGate.name);

  constructor(
    private readonly authenticator: Authenticator,
    private readonly limiter: RequestLimiter,
    private readonly bulkhead: AdminBulkhead,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @param authenticator for another API with credentials of its own
   * @throws UnauthenticatedError, RateLimitedError, MalformedRequestError, ScopeUndeclaredError,
   *   ScopeMissingError, KeyRestrictedError, ValidationFailedError, OverloadedError, or the
   *   database's error if the credential cannot be looked up
   */
  async check(
    request: FastifyRequest,
    reply: FastifyReply,
    authenticator: Pick<Authenticator, 'authenticate'> = this.authenticator,
  ): Promise<void> {
    const { principal: known, rateLimitPerMinute } = await authenticator.authenticate(request);
    const principal = withReason(known, auditReasonOf(request.headers));
    await this.limiter.take(principal, rateLimitPerMinute, reply);
    assertAuditReason(request.headers);
    try {
      assertAllowed(request, principal);
    } catch (error) {
      this.recordRefusal(request, principal, error as DomainError);
      throw error;
    }
    this.bulkhead.enter(request, reply);
    grantAccess(request, principal);
    const context = contextOf(request.raw);
    if (context) {
      context.actor = principal.actor;
      context.isConsole = principal.isConsole ?? false;
    }
  }

  /** Records a refusal without delaying the response. */
  private recordRefusal(
    request: FastifyRequest,
    principal: Principal,
    { code }: DomainError,
  ): void {
    this.logger.warn(`${actionOf(request)} by ${principal.actor} → ${code}`);
    const act = { ...actOf(request), objectId: null, outcome: 'refused' as const, code };
    this.audit.record(act, principal).catch(() => {
      this.logger.warn(`${actionOf(request)} → ${code} could not be recorded`);
    });
  }
}

/** @throws ScopeUndeclaredError, ScopeMissingError, KeyRestrictedError, ValidationFailedError */
function assertAllowed(request: FastifyRequest, principal: Principal): void {
  const { requiredScope, isForAllPools } = adminRouteOf(request);
  if (requiredScope === undefined) throw new ScopeUndeclaredError();
  requireScope(principal, requiredScope);
  if (isForAllPools && principal.poolIds !== null) throw new KeyRestrictedError();
  if (principal.isConsole && principal.reason === undefined && showsNumbers(request)) {
    const message = 'Audit-Reason must say why the phone numbers are shown';
    throw new ValidationFailedError([{ path: 'Audit-Reason', message }]);
  }
}

/** In the console nothing that is otherwise masked or omitted, such as a PIN, is shown without a reason. */
const withReason = (principal: Principal, reason: string | undefined): Principal => ({
  ...principal,
  reason,
  mayReveal: principal.mayReveal && (!principal.isConsole || reason !== undefined),
});

/** Whether a request would show phone numbers in full. */
function showsNumbers(request: FastifyRequest): boolean {
  const { reveal = 'false' } = request.query as { reveal?: unknown };
  return reveal !== 'false' || adminRouteOf(request).requiredScope === 'numbers:reveal';
}
