import { Injectable } from '@nestjs/common';
import type { PhoneNumber } from '../../platform/values/index.js';
import { NumberVault, WithheldCallers } from '../../platform/security/index.js';
import { PARTY_PIN, ROUTE_CALLEE } from '../model/encrypted-columns.js';

/** A route as a statement returns it: whatever is missing there is null. */
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
 * What shows that somebody is the caller of a route: the index of the number they call from, the number
 * itself, or the PIN that they entered, beside the one that is kept for the party.
 */
export type CallerProof =
  | { index: Buffer | null }
  | { number: PhoneNumber }
  | { pin: string; pinCiphertext: Buffer | null };

/** A route that may be used: its caller reaches this callee. */
export interface OpenedRoute {
  poolId: string;
  bookingId: string;
  callerRole: string;
  calleeRole: string;
  callee: PhoneNumber;
}

/** A route that does not fit the caller, or itself; it connects nobody. */
export class RouteMismatchError extends Error {
  override readonly name = 'RouteMismatchError';
  constructor(what: string) {
    super(`the route that was read ${what}`);
  }
}

/** A route to a number that `WITHHELD_CALLERS` names since it was written; it connects nobody. */
export class WithheldCalleeError extends Error {
  override readonly name = 'WithheldCalleeError';
}

/** The one place that decrypts the callee of a route, and decides whether the caller may reach it. */
@Injectable()
export class RouteOpener {
  constructor(
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
  ) {}

  /**
   * The callee's cipher text opens only if it was encrypted for this very route: this pool, booking, number
   * and caller. The number in it must be the one that the route was written for.
   * @throws RouteMismatchError, WithheldCalleeError; DecryptionFailedError if a cipher text was changed or moved
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
    if (!this.isCaller({ poolId, bookingId, callerRole, callerIndex }, proof)) {
      throw new RouteMismatchError('is of another caller');
    }
    const key = { poolId, bookingId, virtualNumberId, callerIndex };
    const callee = ROUTE_CALLEE.decrypt(this.vault, calleeCiphertext, key);
    if (!this.vault.isIndexOf(callee, calleeIndex)) {
      throw new RouteMismatchError('leads to another callee');
    }
    if (this.withheld.has(callee.e164)) throw new WithheldCalleeError();
    return { poolId, bookingId, callerRole, calleeRole, callee };
  }

  private isCaller(
    route: { poolId: string; bookingId: string; callerRole: string; callerIndex: Buffer },
    proof: CallerProof,
  ): boolean {
    if ('index' in proof) return proof.index?.equals(route.callerIndex) ?? false;
    if ('number' in proof) return this.vault.isIndexOf(proof.number, route.callerIndex);
    if (!proof.pinCiphertext) return false;
    const party = { ...route, role: route.callerRole };
    return PARTY_PIN.decrypt(this.vault, proof.pinCiphertext, party) === proof.pin;
  }
}
