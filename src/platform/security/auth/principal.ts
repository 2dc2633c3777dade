import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ScopeMissingError } from './auth.errors.js';
import { SCOPES, type Scope } from './scopes.js';
import { UnauthenticatedError } from './unauthenticated.error.js';

/** The caller of the API with its permissions. */
export interface Principal {
  /** Null: the bootstrap key from the settings, or Maskline itself. */
  readonly keyId: string | null;
  /**
   * Display name: the prefix of a key (`mk_live_a1B2`), `bootstrap`, or `system` for Maskline
   * itself.
   */
  readonly actor: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Whether it may see data that is otherwise masked or omitted. */
  readonly mayReveal: boolean;
  /** The pools that it may see; null: all. */
  readonly poolIds: readonly string[] | null;
  /** IP address of the request; null without a request. */
  readonly ip: string | null;
  /** Whether an operator uses the console; then a reason is required to show phone numbers. */
  readonly isConsole?: boolean;
  /** Why the request is made; recorded in the audit trail. */
  readonly reason?: string | undefined;
}

/** The principal of Maskline itself, for jobs and carrier webhooks. It may not reveal numbers. */
export const SYSTEM_ACCESS: Principal = {
  keyId: null,
  actor: 'system',
  scopes: new Set(),
  mayReveal: false,
  poolIds: null,
  ip: null,
};

export const ALL_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);

/** Whether the principal may see a pool and its contents. */
export const maySeePool = ({ poolIds }: Principal, poolId: string): boolean =>
  poolIds === null || poolIds.includes(poolId);

/** @throws ScopeMissingError */
export function requireScope({ scopes }: Principal, scope: Scope): void {
  if (!scopes.has(scope)) throw new ScopeMissingError(scope);
}

const accessOf = new WeakMap<FastifyRequest, Principal>();

export const grantAccess = (request: FastifyRequest, principal: Principal): void => {
  accessOf.set(request, principal);
};

/**
 * Returns the principal of a request.
 * @throws UnauthenticatedError unless `AdminGate` has admitted the request
 */
export function principalOfRequest(request: FastifyRequest): Principal {
  const principal = accessOf.get(request);
  if (!principal) throw new UnauthenticatedError();
  return principal;
}

/** Injects the principal of the request. */
export const CurrentPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal =>
    principalOfRequest(context.switchToHttp().getRequest<FastifyRequest>()),
);
