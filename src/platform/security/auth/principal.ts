import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ScopeMissingError } from './auth.errors.js';
import { SCOPES, type Scope } from './scopes.js';
import { UnauthenticatedError } from './unauthenticated.error.js';

/** Who asks, and what they may do and see. */
export interface Principal {
  /** Null: the key of the settings, or Maskline itself. */
  readonly keyId: string | null;
  /** What may be shown of the key: `mk_live_a1B2`, `bootstrap`, or `system` for Maskline itself. */
  readonly actor: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Whether it may see what is otherwise masked or left out. */
  readonly mayReveal: boolean;
  /** The pools that it may see; null: all of them. */
  readonly poolIds: readonly string[] | null;
  /** Where it comes from; null if nobody asked. */
  readonly ip: string | null;
}

/** For what Maskline does by itself: jobs, and what 8x8 reports. It reveals nothing to anybody. */
export const SYSTEM_ACCESS: Principal = {
  keyId: null,
  actor: 'system',
  scopes: new Set(),
  mayReveal: false,
  poolIds: null,
  ip: null,
};

export const ALL_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);

/** Whether a pool, and what belongs to it, is there for whoever asks. */
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

/** @throws UnauthenticatedError unless the gate has let the request in */
export function principalOfRequest(request: FastifyRequest): Principal {
  const principal = accessOf.get(request);
  if (!principal) throw new UnauthenticatedError();
  return principal;
}

/** The principal that the gate granted to the request. */
export const CurrentPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal =>
    principalOfRequest(context.switchToHttp().getRequest<FastifyRequest>()),
);
