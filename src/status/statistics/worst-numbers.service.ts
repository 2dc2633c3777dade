import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool } from '../../platform/database/index.js';
import type { Principal } from '../../platform/security/index.js';
import type { Integer } from '../../platform/values/index.js';
import { PoolService } from '../../pool/index.js';
import type { WorstNumbersQuery } from './worst-numbers.dto.js';
import { WORST_NUMBERS } from './worst-numbers.sql.js';

export interface RatedNumber {
  virtualNumber: string;
  calls: Integer;
  /** Share of answered calls among the calls that rang or should have rung. */
  answerRate: number;
  /** Mean opinion score, 1 to 5, of the calls with a known quality. */
  meanMos: number | null;
}

export interface WorstNumbersResponse {
  /** The calls since then were looked at: 24 hours, or less if there were more than 100,000. */
  since: Date;
  /** How many calls were looked at. */
  calls: Integer;
  /** Lowest answer rate first. Numbers with fewer than three calls are left out. */
  items: RatedNumber[];
}

interface WorstNumberRow {
  since: Date;
  looked_at: number;
  virtual_number: string | null;
  calls: number;
  answer_rate: number;
  mean_mos: number | null;
}

/** Finds the virtual numbers whose calls are answered least. */
@Injectable()
export class WorstNumbersService {
  constructor(
    private readonly database: PostgresPool,
    private readonly pools: PoolService,
    private readonly settings: Settings,
  ) {}

  /** @throws PoolNotFoundError */
  async worst(
    { limit, pool }: WorstNumbersQuery,
    principal: Principal,
  ): Promise<WorstNumbersResponse> {
    const poolIds =
      pool === undefined ? principal.poolIds : [(await this.pools.find(pool, principal)).id];
    const { callUnknownAfterHours: unknownAfterHours } = this.settings;
    const rows = await this.database.run<WorstNumberRow>(
      WORST_NUMBERS({ poolIds, unknownAfterHours, limit }),
    );
    const [{ since, looked_at: calls }] = rows as [WorstNumberRow];
    return { since, calls, items: rows.flatMap(mapNumber) };
  }
}

const mapNumber = (row: WorstNumberRow): RatedNumber[] =>
  row.virtual_number === null
    ? []
    : [
        {
          virtualNumber: row.virtual_number,
          calls: row.calls,
          answerRate: row.answer_rate,
          meanMos: row.mean_mos,
        },
      ];
