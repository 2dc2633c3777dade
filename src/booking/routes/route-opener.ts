import { Injectable } from '@nestjs/common';
import type { PhoneNumber } from '../../platform/values/index.js';
import { NumberVault, WithheldCallers } from '../../platform/security/index.js';
import { PARTY_PIN, ROUTE_CALLEE } from '../model/encrypted-columns.js';

/** A route as returned by a statement; missing values are null. */
export interface StoredRoute {
  poolId: string | null;
  bookingId: string | null;
  virtualNumberId: number | null;
  callerRole: string | null;
  callerIndex: Buffer | null;
  calleeRole: string | null;
  calleeIndex: Buffer | null;
  calleeCiphertext: Buffer | null;
}

/**
 * Proof that somebody is the caller of a route: the index of the caller's number, the number
 * itself, or the entered PIN together with the party's stored one. Or the booking and the callee
 * that the company's decision hook named for a caller whom it knows.
 */
export type CallerProof =
  | { index: Buffer | null }
  | { number: PhoneNumber }
  | { pin: string; pinCiphertext: Buffer | null }
  | { bookingId: string; calleeRole: string };

/** A verified route: its caller may reach this callee. */
export interface OpenedRoute {
  poolId: string;
  bookingId: string;
  callerRole: string;
  calleeRole: string;
  callee: PhoneNumber;
}

/** The route does not match the caller, or is inconsistent; the call is not connected. */
export class RouteMismatchError extends Error {
  override readonly name = 'RouteMismatchError';
  constructor(what: string) {
    super(`the route ${what}`);
  }
}

/**
 * The callee was added to `WITHHELD_CALLERS` after the route was written; the call is not
 * connected.
 */
export class WithheldCalleeError extends Error {
  override readonly name = 'WithheldCalleeError';
}

/**
 * Verifies routes. Only this class decrypts the callee of a route and decides whether the caller
 * may reach it.
 */
@Injectable()
export class RouteOpener {
  constructor(
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
  ) {}

  /**
   * Verifies and decrypts a route. The callee's ciphertext can be decrypted only if it was
   * encrypted for exactly this pool, booking, virtual number and caller. The number in it must
   * match the callee's index.
   * @throws RouteMismatchError, WithheldCalleeError; DecryptionFailedError if a ciphertext was
   *   changed or copied from another row
   */
  open(route: StoredRoute, proof: CallerProof): OpenedRoute {
    const { poolId, bookingId, virtualNumberId, callerRole, callerIndex } = route;
    const { calleeRole, calleeIndex, calleeCiphertext } = route;
    if (!poolId || !bookingId || virtualNumberId === null || !callerRole || !callerIndex) {
      throw new RouteMismatchError('is incomplete');
    }
    if (!calleeRole || !calleeIndex || !calleeCiphertext) {
      throw new RouteMismatchError('is incomplete');
    }
    if (!this.isCaller({ poolId, bookingId, callerRole, callerIndex, calleeRole }, proof)) {
      throw new RouteMismatchError('belongs to another caller');
    }
    const key = { poolId, bookingId, virtualNumberId, callerIndex };
    const callee = ROUTE_CALLEE.decrypt(this.vault, calleeCiphertext, key);
    if (!this.vault.isIndexOf(callee, calleeIndex)) {
      throw new RouteMismatchError('has another callee');
    }
    if (this.withheld.has(callee.e164)) throw new WithheldCalleeError();
    return { poolId, bookingId, callerRole, calleeRole, callee };
  }

  private isCaller(
    route: {
      poolId: string;
      bookingId: string;
      callerRole: string;
      callerIndex: Buffer;
      calleeRole: string;
    },
    proof: CallerProof,
  ): boolean {
    if ('index' in proof) return proof.index?.equals(route.callerIndex) ?? false;
    if ('calleeRole' in proof) {
      return proof.bookingId === route.bookingId && proof.calleeRole === route.calleeRole;
    }
    if ('number' in proof) return this.vault.isIndexOf(proof.number, route.callerIndex);
    if (!proof.pinCiphertext) return false;
    const party = { ...route, role: route.callerRole };
    return PARTY_PIN.decrypt(this.vault, proof.pinCiphertext, party) === proof.pin;
  }
}
