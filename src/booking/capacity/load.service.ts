import { Injectable } from '@nestjs/common';
import type { Integer } from '../../platform/values/index.js';
import { PoolService } from '../../pool/index.js';
import type { Principal } from '../../platform/security/index.js';
import {
  blockingOfTwo,
  daysOfHeadroom,
  loadOfHolders,
  numbersForBlocking,
  numbersThatNeverBlock,
} from './capacity-planner.js';
import { MAX_LOAD, type CapacityQuery } from './load.dto.js';
import { LoadRepository, type NumberLoadRow } from './load.repository.js';

export interface NumberLoad {
  msisdn: string;
  state: string;
  operationalStatus: string;
  weight: Integer;
  /** Active bookings. */
  active: Integer;
  /** Ended bookings that still reserve the virtual number for their parties. */
  cooling: Integer;
  callsLast15Minutes: Integer;
  /** Share of the pool's active bookings, 0 to 1. */
  share: number;
  /** Bookings that it can still accept; null: unlimited. */
  freeCapacity: Integer | null;
}

export interface PoolLoad {
  pool: string;
  active: Integer;
  cooling: Integer;
  callsLast15Minutes: Integer;
  /**
   * The highest load (active bookings divided by weight) of a usable number, divided by the mean
   * load of the usable numbers.
   */
  peakOverMean: number | null;
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

export interface PoolCapacity {
  pool: string;
  /** Virtual numbers that accept bookings. */
  usableNumbers: Integer;
  sides: [SideOfPool, SideOfPool];
  /** Virtual numbers with which no booking is ever blocked (a + b - 1). */
  numbersThatNeverBlock: Integer;
  /** Blocking probability with the usable numbers; null if there are none. */
  blockingProbability: number | null;
  targetBlocking: number;
  numbersForTargetBlocking: Integer;
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
    const active = sum(rows.map((row) => row.active));
    const numbers = rows.map((row) => toNumberLoad(row, active));
    const free = numbers.map(({ freeCapacity }) => freeCapacity);
    return {
      pool: pool.name,
      active,
      cooling: sum(rows.map(({ cooling }) => cooling)),
      callsLast15Minutes: sum(rows.map(({ calls }) => calls)),
      peakOverMean: peakOverMean(rows.filter(isUsable).map((row) => row.active / row.weight)),
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
      load: load ?? Math.min(MAX_LOAD, loadOfHolders(held[at]?.mean ?? 0)),
    });
    const sides: [SideOfPool, SideOfPool] = [
      side(0, plan.mostHeldA, plan.loadA),
      side(1, plan.mostHeldB, plan.loadB),
    ];
    const [{ load: loadA }, { load: loadB }] = sides;
    const usable = rows.filter(isUsable).length;
    const needed = numbersThatNeverBlock(sides[0].mostHeld, sides[1].mostHeld);
    return {
      pool: pool.name,
      usableNumbers: usable,
      sides,
      numbersThatNeverBlock: needed,
      blockingProbability: usable === 0 ? null : blockingOfTwo(usable, loadA, loadB),
      targetBlocking: plan.targetBlocking,
      numbersForTargetBlocking: numbersForBlocking(loadA, loadB, plan.targetBlocking),
      bookingsPerDay: sum(byDay) / byDay.length,
      daysOfHeadroom: daysOfHeadroom(usable, needed, byDay),
    };
  }
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, each) => total + each, 0);

const isUsable = (row: NumberLoadRow): boolean =>
  row.state === 'enabled' && row.operational_status === 'Active';

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
    active: row.active,
    cooling: row.cooling,
    callsLast15Minutes: row.calls,
    share: activeOfPool === 0 ? 0 : row.active / activeOfPool,
    freeCapacity: isUsable(row) ? free : 0,
  };
}
