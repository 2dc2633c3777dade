import { timingSafeEqual } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { BoundedMap } from '../../values/index.js';
import { Coalescer, runIsolated } from '../../database/index.js';
import { OverloadedError } from '../limits/overloaded.error.js';
import type { ApiKeyRepository, LiveKeyRow } from './api-key.repository.js';

interface Remembered {
  readAt: number;
  key: LiveKeyRow | undefined;
}

/**
 * Milliseconds for which a key is taken for good without asking again. With the two seconds that a
 * look-up may take, a revoked key is refused by every replica within five.
 */
export const REMEMBERED_MS = 2_500;
/** Keys that are remembered; beyond them the ones that were read first are asked for again. */
const MAX_REMEMBERED = 5_000;
/** Look-ups that may wait; guesses of keys beyond them are refused, instead of piling up. */
const MAX_WAITING = 1_000;
const TOUCH_MS = 60_000;

/**
 * Finds keys. The database is the truth: what is not remembered for a moment is asked there, and if it
 * does not answer, nobody is let in. Only good keys are remembered, so guesses push none of them out;
 * all guesses of a moment share one statement, and one connection.
 */
export class ApiKeyLookup {
  private readonly remembered = new BoundedMap<string, Remembered>(MAX_REMEMBERED);
  private readonly touchedAt = new BoundedMap<string, number>(MAX_REMEMBERED);
  private readonly logger = new Logger(ApiKeyLookup.name);
  private readonly asked = new Coalescer<Buffer, LiveKeyRow | undefined>(
    (hashes) => runIsolated(hashes, (some) => this.read(some)),
    { inFlight: 1, batch: 500 },
  );
  private readonly underWay = new Map<string, Promise<LiveKeyRow | undefined>>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly keys: Pick<ApiKeyRepository, 'findLive' | 'touch'>,
    private readonly now: () => number,
  ) {}

  /**
   * @returns the key, if it is good now or was a moment ago
   * @throws OverloadedError, or the database's error
   */
  async find(hash: Buffer): Promise<LiveKeyRow | undefined> {
    const name = hash.toString('base64');
    const known = this.remembered.get(name);
    const key =
      known && this.now() - known.readAt < REMEMBERED_MS ? known.key : await this.ask(name, hash);
    if (!key) return undefined;
    this.touch(key.id);
    return key;
  }

  /** Whether a key was good when it was last looked up; it need not be any more. */
  hasSeen(hash: Buffer): boolean {
    return this.remembered.has(hash.toString('base64'));
  }

  /** For a key that was revoked here; other replicas find out when they ask again. */
  forget(hash: Buffer): void {
    this.remembered.delete(hash.toString('base64'));
  }

  /** Who asks for a key while it is being looked up gets the same answer. */
  private ask(name: string, hash: Buffer): Promise<LiveKeyRow | undefined> {
    const asking = this.underWay.get(name);
    if (asking) return asking;
    if (this.underWay.size >= MAX_WAITING) throw new OverloadedError();
    const answer = this.askNow(name, hash).finally(() => this.underWay.delete(name));
    this.underWay.set(name, answer);
    return answer;
  }

  private async askNow(name: string, hash: Buffer): Promise<LiveKeyRow | undefined> {
    // What is read later than this is at least as new as this.
    const readAt = this.now();
    const key = await this.asked.add(hash);
    this.remembered.delete(name);
    if (key) this.remembered.set(name, { readAt, key });
    return key;
  }

  private async read(hashes: readonly Buffer[]): Promise<(LiveKeyRow | undefined)[]> {
    const rows = await this.keys.findLive(hashes);
    return hashes.map((hash) => rows.find((row) => timingSafeEqual(row.secret_hash, hash)));
  }

  /** Once a minute; no request waits for it, and none fails with it. */
  private touch(id: string): void {
    const now = this.now();
    if (now - (this.touchedAt.get(id) ?? -Infinity) < TOUCH_MS) return;
    this.touchedAt.set(id, now);
    this.keys.touch(id).catch((error: Error) => {
      this.logger.debug(`the last use of a key was not noted: ${error.name}`);
    });
  }
}
