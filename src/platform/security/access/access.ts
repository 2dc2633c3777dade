import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ScopeMissingError } from './access.errors.js';
import { SCOPES, type Scope } from './scopes.js';
import { UnauthenticatedError } from './unauthenticated.error.js';

/** Who asks, and what they may do and see. */
export interface Access {
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
export const SYSTEM_ACCESS: Access = {
  keyId: null,
  actor: 'system',
  scopes: new Set(),
  mayReveal: false,
  poolIds: null,
  ip: null,
};

export const ALL_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);

/** Whether a pool, and what belongs to it, is there for whoever asks. */
export const maySeePool = ({ poolIds }: Access, poolId: string): boolean =>
  poolIds === null || poolIds.includes(poolId);

/** @throws ScopeMissingError */
export function requireScope({ scopes }: Access, scope: Scope): void {
  if (!scopes.has(scope)) throw new ScopeMissingError(scope);
}

const accessOf = new WeakMap<FastifyRequest, Access>();

export const grantAccess = (request: FastifyRequest, access: Access): void => {
  accessOf.set(request, access);
};

/** @throws UnauthenticatedError unless the gate has let the request in */
export function accessOfRequest(request: FastifyRequest): Access {
  const access = accessOf.get(request);
  if (!access) throw new UnauthenticatedError();
  return access;
}

/** The access that the gate granted to the request. */
export const RequestAccess = createParamDecorator((_: unknown, context: ExecutionContext): Access =>
  accessOfRequest(context.switchToHttp().getRequest<FastifyRequest>()),
);
