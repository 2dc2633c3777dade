import { Injectable } from '@nestjs/common';
import type { Integer } from '../../platform/values/index.js';
import { NUMBER_MODES, type NumberMode, PoolService } from '../../pool/index.js';
import type { Principal } from '../../platform/security/index.js';
import { daysOfHeadroom, loadOfHolders, numbersForBlocking, PLANNERS } from './capacity-planner.js';
import { MAX_LOAD, type CapacityQuery } from './load.dto.js';
import { LoadRepository, type NumberLoadRow } from './load.repository.js';

export interface NumberLoad {
  msisdn: string;
  state: string;
  operationalStatus: string;
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

export interface PoolLoad {
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
  /** Bookings that the numbers can still accept, without reserved numbers; null: unlimited. */
  freeCapacity: Integer | null;
  numbers: NumberLoad[];
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

  /** @throws PoolNotFoundError */
  async load(idOrName: string, principal: Principal): Promise<PoolLoad> {
    const pool = await this.pools.find(idOrName, principal);
    const rows = await this.loads.numberLoads(pool.id);
    const active = rows[0]?.pool_active ?? 0;
    const numbers = rows.map((row) => toNumberLoad(row, active));
    const free = numbers
      .filter(({ reserved }) => !reserved)
      .map(({ freeCapacity }) => freeCapacity);
    return {
      pool: pool.name,
      active,
      cooling: rows[0]?.pool_cooling ?? 0,
      callsLast15Minutes: sum(rows.map(({ calls }) => calls)),
      peakOverMean: peakOverMean(rows.filter(isChosen).map((row) => row.active / row.weight)),
      freeCapacity: free.includes(null) ? null : sum(free.map(Number)),
      numbers,
    };
  }

  /** @throws PoolNotFoundError */
  async capacity(
    idOrName: string,
    plan: CapacityQuery,
    principal: Principal,
  ): Promise<PoolCapacity> {
    const pool = await this.pools.find(idOrName, principal);
    const [rows, held, byDay] = await Promise.all([
      this.loads.numberLoads(pool.id),
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
    const usable = rows.filter(isChosen).length;
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

const isUsable = (row: NumberLoadRow): boolean =>
  row.state === 'enabled' && row.operational_status === 'Active';

/** Whether Maskline may choose the number. */
const isChosen = (row: NumberLoadRow): boolean => isUsable(row) && !row.reserved;

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

/** @returns null if there is no load */
function peakOverMean(loads: readonly number[]): number | null {
  const total = sum(loads);
  return total === 0 ? null : Math.max(...loads) / (total / loads.length);
}

function toNumberLoad(row: NumberLoadRow, activeOfPool: number): NumberLoad {
  const free = row.capacity === null ? null : Math.max(0, row.capacity - row.active);
  return {
    msisdn: row.msisdn,
    state: row.state,
    operationalStatus: row.operational_status,
    weight: row.weight,
    reserved: row.reserved,
    active: row.active,
    cooling: row.cooling,
    callsLast15Minutes: row.calls,
    share: activeOfPool === 0 ? 0 : row.active / activeOfPool,
    freeCapacity: isUsable(row) ? free : 0,
  };
}
