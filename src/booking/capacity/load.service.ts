import { Injectable } from '@nestjs/common';
import type { Integer } from '../../platform/values/index.js';
import { decodeCursor, type Page, toPage } from '../../platform/rest/index.js';
import { NUMBER_MODES, type NumberHealth, type NumberMode, PoolService } from '../../pool/index.js';
import type { Principal } from '../../platform/security/index.js';
import { daysOfHeadroom, loadOfHolders, numbersForBlocking, PLANNERS } from './capacity-planner.js';
import { MAX_LOAD, type CapacityQuery, type LoadQuery } from './load.dto.js';
import { type LoadPosition, LoadRepository, type PoolLoadRow } from './load.repository.js';

export interface NumberLoad {
  msisdn: string;
  state: string;
  operationalStatus: string;
  /** Result of 8x8's health checks. */
  health: NumberHealth | null;
  weight: Integer;
  /** Whether only bookings that name the number get it. */
  reserved: boolean;
  /** Active bookings. In mode `per-party` a booking counts on the numbers of both parties. */
  active: Integer;
  /** Ended bookings that still reserve the virtual number for their parties. */
  cooling: Integer;
  callsLast15Minutes: Integer;
  /** Share of the pool's active bookings that use the number, 0 to 1. */
  share: number;
  /** Bookings that it can still accept; null: unlimited. */
  freeCapacity: Integer | null;
}

export interface PoolLoad extends Page<NumberLoad> {
  pool: string;
  /** Active bookings; each counts once. */
  active: Integer;
  cooling: Integer;
  callsLast15Minutes: Integer;
  /**
   * The highest load (active bookings divided by weight) of a usable number, divided by the mean
   * load of the usable numbers. Reserved numbers do not count.
   */
  peakOverMean: number | null;
  /** Virtual numbers that accept bookings and are not reserved. */
  usableNumbers: Integer;
  /** Mean active bookings of the usable numbers. */
  meanActive: number;
  /** Bookings that the numbers can still accept, without reserved numbers; null: unlimited. */
  freeCapacity: Integer | null;
  /** The numbers with the most active bookings first. */
  items: NumberLoad[];
}

export interface SideOfPool {
  role: string | null;
  people: Integer;
  mostHeld: Integer;
  /** Erlang. */
  load: number;
}

/** What a load needs in a mode. */
export interface ModePlan {
  numberMode: NumberMode;
  /**
   * Virtual numbers with which no booking is ever blocked: a + b - 1 in mode `shared`, the larger of
   * a and b in mode `per-party`.
   */
  numbersThatNeverBlock: Integer;
  /** Blocking probability with the usable numbers; null if there are none. */
  blockingProbability: number | null;
  numbersForTargetBlocking: Integer;
}

/** What the load needs in the pool's mode, and in the other one. */
export interface PoolCapacity extends ModePlan {
  pool: string;
  /** Virtual numbers that accept bookings and are not reserved. */
  usableNumbers: Integer;
  sides: [SideOfPool, SideOfPool];
  targetBlocking: number;
  /** What the same load needs in the other mode. */
  otherModes: ModePlan[];
  bookingsPerDay: number;
  /** Days until `numbersThatNeverBlock` exceeds `usableNumbers`; null: no growth. */
  daysOfHeadroom: Integer | null;
}

/** Reports the load of a pool and the virtual numbers that it needs. */
@Injectable()
export class LoadService {
  constructor(
    private readonly pools: PoolService,
    private readonly loads: LoadRepository,
  ) {}

  /** @throws PoolNotFoundError, InvalidCursorError */
  async load(
    idOrName: string,
    { limit, cursor }: LoadQuery,
    principal: Principal,
  ): Promise<PoolLoad> {
    const after = positionOf(decodeCursor(cursor, isLoadPosition));
    const pool = await this.pools.find(idOrName, principal);
    const rows = await this.loads.poolLoad(pool.id, limit + 1, after);
    const [sums] = rows as [PoolLoadRow];
    const numbers = rows.filter(({ ordinal }) => ordinal !== null);
    return {
      pool: pool.name,
      active: sums.pool_active,
      cooling: sums.pool_cooling,
      callsLast15Minutes: sums.pool_calls,
      peakOverMean: sums.peak_over_mean,
      usableNumbers: sums.usable_numbers,
      meanActive: sums.mean_active,
      freeCapacity: sums.pool_free,
      ...toPage(numbers, limit, ({ active, ordinal }) => `${active}|${ordinal}`, toNumberLoad),
    };
  }

  /** @throws PoolNotFoundError */
  async capacity(
    idOrName: string,
    plan: CapacityQuery,
    principal: Principal,
  ): Promise<PoolCapacity> {
    const pool = await this.pools.find(idOrName, principal);
    const [usable, held, byDay] = await Promise.all([
      this.loads.usableNumbers(pool.id),
      this.loads.heldByRole(pool.id),
      this.loads.bookingsByDay(pool.id),
    ]);
    const side = (at: 0 | 1, mostHeld: number | undefined, load: number | undefined) => ({
      role: held[at]?.role ?? null,
      people: held[at]?.people ?? 0,
      mostHeld: mostHeld ?? held[at]?.most ?? 1,
      load: Math.min(MAX_LOAD, (load ?? loadOfHolders(held[at]?.mean ?? 0)) * plan.growth),
    });
    const sides: [SideOfPool, SideOfPool] = [
      side(0, plan.mostHeldA, plan.loadA),
      side(1, plan.mostHeldB, plan.loadB),
    ];
    const [planned, ...others] = orderedModes(pool.numberMode).map((mode) =>
      planFor(mode, sides, usable, plan.targetBlocking),
    ) as [ModePlan, ...ModePlan[]];
    return {
      pool: pool.name,
      usableNumbers: usable,
      sides,
      ...planned,
      targetBlocking: plan.targetBlocking,
      otherModes: others,
      bookingsPerDay: sum(byDay) / byDay.length,
      daysOfHeadroom: daysOfHeadroom(usable, planned.numbersThatNeverBlock, byDay),
    };
  }
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, each) => total + each, 0);

/** Active bookings and ordinal of a number. */
const isLoadPosition = (text: string): boolean => /^\d{1,9}\|\d{1,9}$/.test(text);

function positionOf(text: string | undefined): LoadPosition | undefined {
  if (text === undefined) return undefined;
  const [active, ordinal] = text.split('|').map(Number);
  return { active: active!, ordinal: ordinal! };
}

/** Returns all modes, the given one first. */
const orderedModes = (first: NumberMode): NumberMode[] => [
  first,
  ...NUMBER_MODES.filter((mode) => mode !== first),
];

function planFor(
  numberMode: NumberMode,
  [a, b]: [SideOfPool, SideOfPool],
  usable: number,
  targetBlocking: number,
): ModePlan {
  const { neverBlock, blocking } = PLANNERS[numberMode];
  return {
    numberMode,
    numbersThatNeverBlock: neverBlock(a.mostHeld, b.mostHeld),
    blockingProbability: usable === 0 ? null : blocking(usable, a.load, b.load),
    numbersForTargetBlocking: numbersForBlocking(blocking, a.load, b.load, targetBlocking),
  };
}

function toNumberLoad(row: PoolLoadRow): NumberLoad {
  return {
    msisdn: row.msisdn,
    state: row.state,
    operationalStatus: row.operational_status,
    health: row.health,
    weight: row.weight,
    reserved: row.reserved,
    active: row.active,
    cooling: row.cooling,
    callsLast15Minutes: row.calls,
    share: row.pool_active === 0 ? 0 : row.active / row.pool_active,
    freeCapacity: row.free,
  };
}
