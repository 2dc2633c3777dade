import { IsInt, IsNumber, Max, Min } from 'class-validator';
import { MayBeAbsent, NumberOfQuery } from '../../platform/rest/index.js';

/** Erlang. Nobody holds more bookings at once; the planner's work grows with its square. */
export const MAX_LOAD = 100;

/** What to plan for; what is left out is taken from what the pool sees now. */
export class CapacityQuery {
  /** The most bookings, cooling ones included, that a party of one side holds at once. */
  @MayBeAbsent()
  @NumberOfQuery()
  @IsInt()
  @Min(1)
  @Max(1000)
  mostHeldA?: number;

  /** The same of the other side. */
  @MayBeAbsent()
  @NumberOfQuery()
  @IsInt()
  @Min(1)
  @Max(1000)
  mostHeldB?: number;

  /** Mean bookings that a person of one side holds (Erlang). */
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

  /** Blocking probability that is acceptable. */
  @MayBeAbsent()
  @NumberOfQuery()
  @IsNumber()
  @Min(1e-9)
  @Max(0.5)
  targetBlocking: number = 0.001;
}
