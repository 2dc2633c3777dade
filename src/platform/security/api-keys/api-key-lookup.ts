import { timingSafeEqual } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { BoundedMap } from '../../values/index.js';
import { Coalescer, runIsolated } from '../../database/index.js';
import { OverloadedError } from '../limits/overloaded.error.js';
import type { LiveKeyRow } from './api-key.repository.js';

/** A credential that is stored as a hash. */
interface Credential {
  secret_hash: Buffer;
}

interface Remembered<Key> {
  readAt: number;
  key: Key | undefined;
}

/** Reads credentials from the database. */
interface Credentials<Key> {
  findLive(hashes: readonly Buffer[]): Promise<Key[]>;
  /** Records a use. */
  touch(key: Key): Promise<void>;
}

/**
 * Milliseconds for which a valid key is cached. Together with the two seconds that a look-up may
 * take, every replica refuses a revoked key within five seconds.
 */
export const REMEMBERED_MS = 2_500;
/** Maximum number of cached keys. Beyond it the oldest entry is dropped. */
const MAX_REMEMBERED = 5_000;
/** Maximum number of waiting look-ups. Further guesses of keys are refused rather than queued. */
const MAX_WAITING = 1_000;
const TOUCH_MS = 60_000;

/**
 * Looks up API keys. The database is authoritative: keys that are not cached are read from it, and
 * if it does not respond, the request is refused. Only valid keys are cached, so that guesses
 * cannot evict them. Concurrent guesses share one statement and one connection.
 */
export class ApiKeyLookup<Key extends Credential = LiveKeyRow> {
  private readonly remembered = new BoundedMap<string, Remembered<Key>>(MAX_REMEMBERED);
  private readonly touchedAt = new BoundedMap<string, number>(MAX_REMEMBERED);
  private readonly logger = new Logger(ApiKeyLookup.name);
  private readonly asked = new Coalescer<Buffer, Key | undefined>(
    (hashes) => runIsolated(hashes, (some) => this.read(some)),
    { inFlight: 1, batch: 500 },
  );
  private readonly underWay = new Map<string, Promise<Key | undefined>>();

  /** @param now returns milliseconds of a monotonic clock */
  constructor(
    private readonly keys: Credentials<Key>,
    private readonly now: () => number,
  ) {}

  /**
   * Finds a key by its hash.
   * @returns the key, if it is valid now or was valid within `REMEMBERED_MS`
   * @throws OverloadedError, or the database's error
   */
  async find(hash: Buffer): Promise<Key | undefined> {
    const name = hash.toString('base64');
    const known = this.remembered.get(name);
    const key =
      known && this.now() - known.readAt < REMEMBERED_MS ? known.key : await this.ask(name, hash);
    if (!key) return undefined;
    this.touch(name, key);
    return key;
  }

  /** Whether a key was valid at its last look-up; it may have been revoked since. */
  hasSeen(hash: Buffer): boolean {
    return this.remembered.has(hash.toString('base64'));
  }

  /**
   * Removes a key that was revoked here from the cache; other replicas notice at their next
   * look-up.
   */
  forget(hash: Buffer): void {
    this.remembered.delete(hash.toString('base64'));
  }

  /** Looks up a key. Concurrent requests for the same key share one look-up. */
  private ask(name: string, hash: Buffer): Promise<Key | undefined> {
    const asking = this.underWay.get(name);
    if (asking) return asking;
    if (this.underWay.size >= MAX_WAITING) throw new OverloadedError();
    const answer = this.askNow(name, hash).finally(() => this.underWay.delete(name));
    this.underWay.set(name, answer);
    return answer;
  }

  private async askNow(name: string, hash: Buffer): Promise<Key | undefined> {
    // Taken before the read, so that the entry is never older than `readAt` says.
    const readAt = this.now();
    const key = await this.asked.add(hash);
    this.remembered.delete(name);
    if (key) this.remembered.set(name, { readAt, key });
    return key;
  }

  private async read(hashes: readonly Buffer[]): Promise<(Key | undefined)[]> {
    const rows = await this.keys.findLive(hashes);
    return hashes.map((hash) => rows.find((row) => timingSafeEqual(row.secret_hash, hash)));
  }

  /** Records the use of a key once a minute, without delaying the request or failing it. */
  private touch(name: string, key: Key): void {
    const now = this.now();
    if (now - (this.touchedAt.get(name) ?? -Infinity) < TOUCH_MS) return;
    this.touchedAt.set(name, now);
    this.keys.touch(key).catch((error: Error) => {
      this.logger.debug(`the last use of a key was not recorded: ${error.name}`);
    });
  }
}
