import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Integer } from '../../platform/values/index.js';
import {
  type JobItems,
  type JobRun,
  ScheduledJob,
  SetAsideService,
} from '../../platform/jobs/index.js';
import { type Pool, PoolService } from '../../pool/index.js';
import { type Principal, SYSTEM_ACCESS } from '../../platform/security/index.js';
import { BookingMoveService } from '../lifecycle/booking-move.service.js';
import {
  planRebalance,
  type PlannedMove,
  type PlannedNumber,
  type RebalancePolicy,
} from './rebalance-plan.js';
import { RebalanceRepository } from './rebalance.repository.js';

export interface RebalancePlan {
  pool: string;
  policy: RebalancePolicy;
  /** `role`: the party to move, in mode `per-party`; null: both. */
  moves: { bookingId: string; role: string | null; from: string; to: string }[];
  before: RebalanceLoad;
  /** The load if all moves succeed. */
  after: RebalanceLoad;
}

export interface RebalanceLoad {
  /**
   * The highest load (active bookings divided by weight) of a usable number, divided by the mean
   * load of the usable numbers.
   */
  peakOverMean: number | null;
  /** Active bookings of numbers that do not accept new bookings. */
  toDrain: Integer;
  numbers: { msisdn: string; active: number }[];
}

export interface RebalanceOutcome {
  moved: Integer;
  /**
   * Bookings that were not moved, because they ended, changed or found no number in the meantime.
   * The next run tries again.
   */
  stayed: Integer;
}

const JOB = 'pool-rebalance';

/** Balances the load of a pool: moves bookings off unusable and overloaded virtual numbers. */
@Injectable()
export class RebalanceService implements BeforeApplicationShutdown {
  private isStopping = false;

  constructor(
    private readonly pools: PoolService,
    private readonly repository: RebalanceRepository,
    private readonly move: BookingMoveService,
    private readonly setAsides: SetAsideService,
  ) {}

  /**
   * Returns the moves that a run would make now.
   * @throws PoolNotFoundError
   */
  async plan(idOrName: string, principal: Principal): Promise<RebalancePlan> {
    const pool = await this.pools.find(idOrName, principal);
    const { numbers, moves } = await this.planOf(pool, await this.setAsides.begin(JOB));
    const msisdns = new Map(numbers.map(({ id, msisdn }) => [id, msisdn]));
    const changes = new Map<number, number>();
    for (const { from, to } of moves) {
      changes.set(from, (changes.get(from) ?? 0) - 1);
      changes.set(to[0]!, (changes.get(to[0]!) ?? 0) + 1);
    }
    const change = (id: number) => changes.get(id) ?? 0;
    return {
      pool: pool.name,
      policy: policyOf(pool),
      moves: moves.map(({ bookingId, role, from, to }) => ({
        bookingId,
        role,
        from: msisdns.get(from)!,
        to: msisdns.get(to[0]!)!,
      })),
      before: loadOf(numbers),
      after: loadOf(numbers.map((one) => ({ ...one, active: one.active + change(one.id) }))),
    };
  }

  /**
   * Moves bookings of a pool, each in its own transaction. Safe to stop at any point and to run
   * concurrently: a booking that another run has moved is not moved again.
   * @throws PoolNotFoundError
   */
  async rebalance(idOrName: string, principal: Principal): Promise<RebalanceOutcome> {
    return this.moveAll(idOrName, principal, await this.setAsides.begin(JOB));
  }

  private async moveAll(
    idOrName: string,
    principal: Principal,
    items: JobItems,
    run?: JobRun,
  ): Promise<RebalanceOutcome> {
    const pool = await this.pools.find(idOrName, principal);
    const { numbers, moves } = await this.planOf(pool, items);
    const byId = new Map(numbers.map((number) => [number.id, number]));
    const mustMatchCountry = pool.countryMatch === 'require';
    const outcome = { moved: 0, stayed: 0 };
    for (const [at, { bookingId, role, from, to }] of moves.entries()) {
      if (this.isStopping || (at % 50 === 0 && run && !(await run.shouldContinue()))) break;
      const targets = to.map((id) => byId.get(id)!);
      const move = { bookingId, role, from, to: targets, mustMatchCountry };
      const taken = await items.attempt('booking', bookingId, () =>
        this.move.moveTo(pool.id, move),
      );
      outcome[taken === undefined ? 'stayed' : 'moved'] += 1;
    }
    return outcome;
  }

  /** Stops a run after the current booking, so that its request still gets the outcome so far. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
  }

  /** Rebalances all pools. */
  @ScheduledJob({ name: JOB })
  async run(run: JobRun): Promise<Record<keyof RebalanceOutcome | 'setAside', number>> {
    const items = await this.setAsides.begin(JOB);
    const total = { moved: 0, stayed: 0 };
    for (const id of await this.pools.allIds()) {
      if (run.signal.aborted) break;
      const { moved, stayed } = await this.moveAll(id, SYSTEM_ACCESS, items, run);
      total.moved += moved;
      total.stayed += stayed;
    }
    if (!run.signal.aborted) await items.forgetUntried();
    return { ...total, setAside: items.setAside };
  }

  private async planOf(
    pool: Pool,
    items: JobItems,
  ): Promise<{ numbers: PlannedNumber[]; moves: PlannedMove[] }> {
    const policy = policyOf(pool);
    const numbers = await this.repository.numbers(pool.id);
    const wanted = wantedOf(numbers, policy);
    const except = items.waiting('booking');
    const bookings =
      wanted.length > 0
        ? await this.repository.bookings(pool.id, wanted, 2 * policy.mostMoves, except)
        : [];
    return { numbers, moves: planRebalance(numbers, bookings, policy) };
  }
}

const policyOf = (pool: Pool): RebalancePolicy => ({
  rebalance: pool.rebalance,
  tolerance: pool.rebalanceTolerance,
  mostMoves: pool.maxMovesPerRun,
  keepsCountry: pool.countryMatch !== 'off',
});

/**
 * Returns how many bookings to read per number: all of a number to drain, and some more than the
 * excess of an overloaded one.
 */
function wantedOf(
  numbers: readonly PlannedNumber[],
  { rebalance, tolerance, mostMoves }: RebalancePolicy,
): { numberId: number; most: number }[] {
  if (rebalance === 'off') return [];
  const balanced = numbers.filter(({ isReserved }) => !isReserved);
  const usable = balanced.filter(({ isUsable }) => isUsable);
  const mean = meanOf(balanced);
  return numbers.flatMap(({ id, active, weight, isUsable, isReserved }) => {
    if (active === 0 || usable.length === 0 || (isUsable && isReserved)) return [];
    if (!isUsable) return [{ numberId: id, most: Math.min(active, mostMoves) }];
    const excess = active - mean * weight;
    const isAbove = rebalance === 'full' && active > mean * weight * (1 + tolerance);
    return isAbove
      ? [{ numberId: id, most: Math.min(Math.ceil(excess * 1.5) + 10, mostMoves * 2) }]
      : [];
  });
}

/** Returns the active bookings of all numbers, divided by the total weight of the usable ones. */
function meanOf(numbers: readonly PlannedNumber[]): number {
  const active = numbers.reduce((sum, number) => sum + number.active, 0);
  const weights = numbers.reduce((sum, { isUsable, weight }) => sum + (isUsable ? weight : 0), 0);
  return weights === 0 ? 0 : active / weights;
}

function loadOf(numbers: readonly PlannedNumber[]): RebalanceLoad {
  const usable = numbers.filter(({ isUsable, isReserved }) => isUsable && !isReserved);
  const own = meanOf(usable);
  const peak = Math.max(0, ...usable.map(({ active, weight }) => active / weight));
  return {
    peakOverMean: own === 0 ? null : peak / own,
    toDrain: numbers.reduce((sum, { isUsable, active }) => sum + (isUsable ? 0 : active), 0),
    numbers: numbers.map(({ msisdn, active }) => ({ msisdn, active })),
  };
}
