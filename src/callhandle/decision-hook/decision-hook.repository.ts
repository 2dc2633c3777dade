import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import {
  Coalescer,
  HotPathPool,
  PostgresPool,
  runIsolated,
} from '../../platform/database/index.js';
import { DecisionHook, type HookFormatName, type OnFailure } from './decision-hook.entity.js';
import {
  DELETE_HOOK,
  INSERT_HOOK,
  PUT_HOOK,
  READ_HOOKS,
  ROTATE_HOOK_SECRET,
  UPDATE_HOOK,
} from './decision-hook.sql.js';

/** The properties that a client can change. */
export type HookChange = Partial<Pick<DecisionHook, 'url' | 'onFailure' | 'unknownCallers'>>;

/** A hook to ask, with what its question contains. */
export interface HookToAsk {
  pool_id: string;
  pool_name: string;
  url: string;
  on_failure: OnFailure;
  format: HookFormatName;
  secret_ciphertext: Buffer;
  /** Null once it is no longer valid. */
  previous_secret_ciphertext: Buffer | null;
  /** Of the booking; null without one. */
  reference: string | null;
}

interface CallOfPool {
  poolId: string;
  bookingId: string | null;
}

/** Concurrent statements of this process, and calls per statement. */
const LIMITS = { inFlight: 2, batch: 64 };

@Injectable()
export class DecisionHookRepository {
  private readonly reads = new Coalescer(
    (calls: CallOfPool[]) =>
      runIsolated(calls, (batch) => this.hotPath.run<HookToAsk>(READ_HOOKS({ calls: batch }))),
    LIMITS,
  );

  constructor(
    @InjectRepository(DecisionHook) private readonly hooks: Repository<DecisionHook>,
    private readonly database: PostgresPool,
    private readonly hotPath: HotPathPool,
  ) {}

  find(poolId: string): Promise<DecisionHook | null> {
    return this.hooks.findOneBy({ poolId, format: 'standard' });
  }

  /** @returns whether the pool had none */
  async insert(hook: Required<HookChange> & { poolId: string; secretCiphertext: Buffer }) {
    return (await this.database.run(INSERT_HOOK(hook))).length > 0;
  }

  /** @returns whether the pool has one */
  async update(poolId: string, change: HookChange): Promise<boolean> {
    return (await this.database.run(UPDATE_HOOK({ poolId, ...change }))).length > 0;
  }

  /** @returns whether the pool has one */
  async rotate(poolId: string, secretCiphertext: Buffer, overlapSeconds: number): Promise<boolean> {
    const query = ROTATE_HOOK_SECRET({ poolId, secretCiphertext, overlapSeconds });
    return (await this.database.run(query)).length > 0;
  }

  /** @returns whether the pool had one */
  async delete(poolId: string, format: HookFormatName = 'standard'): Promise<boolean> {
    return (await this.database.run(DELETE_HOOK({ poolId, format }))).length > 0;
  }

  /** @returns whether the pool has no hook of another format */
  async put(hook: Parameters<typeof PUT_HOOK>[0]): Promise<boolean> {
    return (await this.database.run(PUT_HOOK(hook))).length > 0;
  }

  /**
   * Returns the hook to ask about a call; undefined if the pool has none. Calls that wait at the
   * same time share one statement.
   */
  async findToAsk(call: CallOfPool): Promise<HookToAsk | undefined> {
    const hook = await this.reads.add(call);
    return hook.pool_id === call.poolId ? hook : undefined;
  }
}
