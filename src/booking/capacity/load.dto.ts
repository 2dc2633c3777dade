import { IsInt, IsNumber, Max, Min } from 'class-validator';
import { MayBeAbsent, NumberOfQuery, PageQuery } from '../../platform/rest/index.js';

/**
 * Maximum load, in Erlang. People have fewer concurrent bookings in practice, and the planner's
 * work grows with the square of the load.
 */
export const MAX_LOAD = 100;

/** Selects a page of the numbers of a pool. */
export class LoadQuery extends PageQuery {}

/** The load to plan for. Omitted parameters are taken from the current load of the pool. */
export class CapacityQuery {
  /** Maximum concurrent bookings of a party of one side, including those that cool down. */
  @MayBeAbsent()
  @NumberOfQuery()
  @IsInt()
  @Min(1)
  @Max(1000)
  mostHeldA?: number;

  /** The same for the other side. */
  @MayBeAbsent()
  @NumberOfQuery()
  @IsInt()
  @Min(1)
  @Max(1000)
  mostHeldB?: number;

  /** Mean concurrent bookings of a person of one side (Erlang). */
  @MayBeAbsent()
  @NumberOfQuery()
  @IsNumber()
  @Min(0)
  @Max(MAX_LOAD)
  loadA?: number;

  @MayBeAbsent()
  @NumberOfQuery()
  @IsNumber()
  @Min(0)
  @Max(MAX_LOAD)
  loadB?: number;

  /** Multiplies the loads: 1.2 plans for a fifth more bookings of each person. */
  @MayBeAbsent()
  @NumberOfQuery()
  @IsNumber()
  @Min(0)
  @Max(10)
  growth: number = 1;

  /** Acceptable blocking probability. */
  @MayBeAbsent()
  @NumberOfQuery()
  @IsNumber()
  @Min(1e-9)
  @Max(0.5)
  targetBlocking: number = 0.001;
}
