import { Injectable } from '@nestjs/common';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { ValidationFailedError } from '../../platform/errors/index.js';
import { decodeCursor, type Page, toPage } from '../../platform/rest/index.js';
import { PhoneNumber } from '../../platform/values/index.js';
import { PoolService } from '../../pool/index.js';
import {
  type Principal,
  AuditTrail,
  KeyRestrictedError,
  NumberVault,
  requireScope,
  WithheldCallers,
} from '../../platform/security/index.js';
import { BLOCK_REASON, BLOCKED_FROM_NUMBER, BLOCKED_NUMBER } from '../model/encrypted-columns.js';
import { WithheldNumberError } from '../model/booking.errors.js';
import { type Phone, indexUnder, phoneOf } from '../routes/parties.js';
import type { CreateBlockDto, ListBlocksQuery } from './block.dto.js';
import { BlockNotFoundError } from './block.errors.js';
import { type BlockResponse, mapBlock } from './block.mapper.js';
import {
  BlockRepository,
  type BlockRow,
  type BlockTerm,
  type NewBlock,
} from './block.repository.js';
import { ANYBODY, EVERY_POOL } from './block-rule.sql.js';

/** Two phones of which the first may not reach the second; undefined: anybody. */
export interface BlockedPair {
  blocked: Phone;
  from: Phone | undefined;
}

/** Creates, shows and deletes blocks. */
@Injectable()
export class BlockService {
  constructor(
    private readonly blocks: BlockRepository,
    private readonly pools: PoolService,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Creates a block. If the same person is blocked from the same person in the same pool, returns
   * that block with the later end (`created: false`).
   * @throws PoolNotFoundError, KeyRestrictedError, InvalidPhoneNumberError, WithheldNumberError,
   *   ValidationFailedError, BlockEndInThePastError, NumberKeysOutdatedError
   */
  async create(
    request: CreateBlockDto,
    principal: Principal,
  ): Promise<{ block: BlockResponse; created: boolean }> {
    const poolId =
      request.pool === undefined
        ? everyPool(principal)
        : (await this.pools.find(request.pool, principal)).id;
    const blocked = this.read(request.blocked, 'blocked');
    const { blockedFrom, reason } = request;
    const from = blockedFrom === undefined ? undefined : this.read(blockedFrom, 'blockedFrom');
    if (from?.index.equals(blocked.index)) {
      throw new ValidationFailedError([
        { path: 'blockedFrom', message: 'must be another number than blocked' },
      ]);
    }
    const term = { poolId, endsAt: request.until };
    const id = uuidv7();
    const [row] = await this.write([{ blocked, from }], term, reason, () => id);
    const [block] = await this.toResponses([row!]);
    return { block: block!, created: row!.id === id };
  }

  /**
   * Writes a block for each pair, all or none.
   * @throws BlockEndInThePastError, NumberKeysOutdatedError
   */
  async createAll(
    pairs: readonly BlockedPair[],
    term: BlockTerm,
    reason: string | undefined,
  ): Promise<BlockResponse[]> {
    return this.toResponses(await this.write(pairs, term, reason, uuidv7));
  }

  /**
   * Returns a block. Writes an audit record before it shows full numbers.
   * @throws BlockNotFoundError, ScopeMissingError
   */
  async get(id: string, isRevealed: boolean, principal: Principal): Promise<BlockResponse> {
    if (isRevealed) requireScope(principal, 'numbers:reveal');
    const row = await this.blocks.findById(id);
    if (!row || !maySee(principal, row.pool_id)) throw new BlockNotFoundError();
    if (isRevealed) {
      const act = { action: 'block.reveal', objectType: 'block', objectId: row.id };
      await this.audit.record(act, principal);
    }
    return (await this.toResponses([row], isRevealed))[0]!;
  }

  /** Lists blocks with masked numbers, newest first. @throws PoolNotFoundError, InvalidCursorError */
  async list(
    { pool, limit, cursor }: ListBlocksQuery,
    principal: Principal,
  ): Promise<Page<BlockResponse>> {
    const before = decodeCursor(cursor, isUuid);
    const poolIds =
      pool === undefined ? principal.poolIds : [(await this.pools.find(pool, principal)).id];
    const rows = await this.blocks.list(poolIds, before, limit + 1);
    const { items, nextCursor } = toPage(
      rows,
      limit,
      ({ id }) => id,
      (row) => row,
    );
    return { items: await this.toResponses(items), nextCursor };
  }

  /** @throws BlockNotFoundError */
  async delete(id: string, principal: Principal): Promise<void> {
    const isDeleted = await this.blocks.delete(id, (poolId) => maySee(principal, poolId));
    if (!isDeleted) throw new BlockNotFoundError();
  }

  private read(text: string, path: string): Phone {
    if (this.withheld.has(text)) throw new WithheldNumberError(path);
    return phoneOf(this.vault, PhoneNumber.ofForm(text, path));
  }

  private write(
    pairs: readonly BlockedPair[],
    term: BlockTerm,
    reason: string | undefined,
    newId: () => string,
  ): Promise<BlockRow[]> {
    return this.blocks.write(term, (writtenKeys) =>
      pairs.map((pair) => ({
        id: newId(),
        rows: writtenKeys.map((keyId) => this.rowOf(pair, term.poolId, reason, keyId)),
      })),
    );
  }

  /** Encrypts and indexes a pair with one key, so that the row can be read under the key that found it. */
  private rowOf(
    { blocked, from }: BlockedPair,
    poolId: string,
    reason: string | undefined,
    keyId: number,
  ): NewBlock['rows'][number] {
    const blockedIndex = indexUnder(this.vault, blocked, keyId);
    const blockedFromIndex = from ? indexUnder(this.vault, from, keyId) : ANYBODY;
    const key = { poolId, blockedIndex, blockedFromIndex };
    return {
      blockedIndex,
      blockedFromIndex,
      blockedCiphertext: BLOCKED_NUMBER.encrypt(this.vault, blocked.number, key, keyId),
      blockedFromCiphertext: from
        ? BLOCKED_FROM_NUMBER.encrypt(this.vault, from.number, key, keyId)
        : null,
      reasonCiphertext:
        reason === undefined ? null : BLOCK_REASON.encrypt(this.vault, reason, key, keyId),
    };
  }

  private async toResponses(
    rows: readonly BlockRow[],
    isRevealed = false,
  ): Promise<BlockResponse[]> {
    const ids = rows.map(({ pool_id: id }) => id).filter((id) => id !== EVERY_POOL);
    const names = await this.pools.namesOf(ids);
    return rows.map((row) => mapBlock(row, this.vault, names, isRevealed));
  }
}

/** Returns the pool id of a block for every pool. @throws KeyRestrictedError */
export function everyPool({ poolIds }: Principal): string {
  if (poolIds !== null) throw new KeyRestrictedError();
  return EVERY_POOL;
}

/** Keys that are restricted to pools do not see blocks for every pool. */
const maySee = ({ poolIds }: Principal, poolId: string): boolean =>
  poolIds === null || poolIds.includes(poolId);
