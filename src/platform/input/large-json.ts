import { randomUUID } from 'node:crypto';
import { CARRIER_JSON, readJson, withoutMark } from './json.js';
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  type JsonFaultKind,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from './json-scan.js';
import { Slices } from './slices.js';

/** Maximum depth of a list that is parsed in pieces: `{"payload":{"virtualNumbers":[`. */
const MAX_LIST_DEPTH = 3;
/** Bytes that are parsed at once, which takes some 0.2 ms. */
const PIECE_BYTES = 16 * 1024;
/** Maximum bytes of one item; a number of a snapshot has some 400. */
const MAX_ITEM_BYTES = 16 * 1024;
const MAX_ITEMS = 200_000;
/** Maximum bytes of everything except the items. */
const MAX_FRAME_BYTES = 64 * 1024;
/** Maximum number of values, to bound memory: 25 per item. */
const MAX_VALUES = 25 * MAX_ITEMS;

/** The list whose items are being collected. */
interface OpenList {
  depth: number;
  items: unknown[];
  count: number;
  /**
   * Whether items were parsed before the end of the list; the frame then does not contain the list.
   */
  isCut: boolean;
}

/** Stops the reading of a large body. */
class LargeJsonError extends Error {
  constructor(readonly fault: JsonFaultKind) {
    super(fault);
  }
}

/**
 * Reads a JSON text of many megabytes as it arrives, without blocking the event loop. Lists near
 * its top are parsed some items at a time with rests in between, and everything around them, the
 * frame, at the end. The result equals that of `JSON.parse`. Only one piece of the text is kept in
 * memory.
 */
export class LargeJsonReader {
  /**
   * Replaces a list in the frame, together with its index. Random, so that no message can contain
   * it.
   */
  private readonly mark = randomUUID();
  private readonly lists = new Map<string, unknown[]>();
  private frame: Buffer[] = [];
  private frameBytes = 0;
  private list: OpenList | undefined;
  /** The bytes not yet processed, from the beginning of a piece. */
  private rest: Buffer = Buffer.alloc(0);
  /** The position in `rest` up to which it was scanned, and where its last item begins. */
  private at = 0;
  private itemAt = 0;
  private depth = 0;
  private values = 0;
  private isInText = false;
  private isBegun = false;
  private fault: JsonFaultKind | undefined;

  /** @param slices of the caller, so that the time for receiving bytes counts too */
  constructor(private readonly slices = new Slices()) {}

  /** Adds the next bytes; ignores them after a fault. */
  async push(chunk: Buffer): Promise<void> {
    if (this.fault) return;
    const bytes = this.isBegun ? chunk : withoutMark(chunk);
    this.isBegun = true;
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    try {
      await this.scan();
    } catch (error) {
      if (!(error instanceof LargeJsonError)) throw error;
      this.fault = error.fault;
      this.release();
    }
  }

  /** Returns the value after all bytes were added. */
  end(): { value: unknown; fault?: undefined } | { fault: JsonFaultKind } {
    if (this.fault) return { fault: this.fault };
    this.addToFrame(this.rest);
    const revive = (_name: string, value: unknown): unknown =>
      typeof value === 'string' ? (this.lists.get(value) ?? value) : value;
    const frame = Buffer.concat(this.frame);
    const result = readJson(frame, CARRIER_JSON, this.lists.size > 0 ? revive : undefined);
    this.release();
    return result;
  }

  private async scan(): Promise<void> {
    // Local variables, because this loop runs for each byte.
    let { rest, at, isInText } = this;
    for (; at < rest.length; at += 1) {
      const byte = rest[at]!;
      if (isInText) {
        // The byte after a backslash may be the first of the next chunk.
        if (byte === BACKSLASH) at += 1;
        else if (byte === QUOTE) isInText = false;
      } else if (byte === QUOTE) {
        isInText = true;
      } else if (
        byte === COMMA ||
        (byte | 0x20) === OPEN_OBJECT ||
        (byte | 0x20) === CLOSE_OBJECT
      ) {
        this.at = at;
        const waiting = this.takeMark(byte);
        if (waiting) await waiting;
        ({ rest, at } = this);
      }
    }
    this.at = at;
    this.isInText = isInText;
    if (this.list) this.assertItemFits();
    else this.cutFrame();
    await this.slices.next();
  }

  /** Processes a comma or a bracket. @returns a promise to wait for, if any */
  private takeMark(byte: number): Promise<void> | undefined {
    const { list } = this;
    if (byte === COMMA) {
      this.count();
      return list?.depth === this.depth ? this.endItem(list) : undefined;
    }
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      this.open(byte === OPEN_LIST);
      return undefined;
    }
    if (this.depth === 0) throw new LargeJsonError('not-json');
    this.depth -= 1;
    return list && list.depth === this.depth + 1 ? this.endList(list, byte) : undefined;
  }

  private open(isList: boolean): void {
    this.depth += 1;
    this.count();
    if (this.depth > CARRIER_JSON.maxDepth) throw new LargeJsonError('too-deep');
    if (!isList || this.list || this.depth > MAX_LIST_DEPTH) return;
    this.list = { depth: this.depth, items: [], count: 0, isCut: false };
    this.cutFrame();
    this.itemAt = this.at + 1;
  }

  /** Processes a comma of the list. */
  private endItem(list: OpenList): Promise<void> | undefined {
    this.assertItemFits();
    list.count += 1;
    if (list.count >= MAX_ITEMS) throw new LargeJsonError('too-many-values');
    this.itemAt = this.at + 1;
    // The bracket or the comma before the first item is the first byte of the rest.
    return this.at >= PIECE_BYTES ? this.parseItems(list) : undefined;
  }

  private async endList(list: OpenList, byte: number): Promise<void> {
    if (byte !== CLOSE_LIST) throw new LargeJsonError('not-json');
    this.assertItemFits();
    this.list = undefined;
    if (!list.isCut) return;
    await this.parseItems(list);
    const token = `${this.mark}-${this.lists.size}`;
    this.lists.set(token, list.items);
    this.addToFrame(Buffer.from(JSON.stringify(token)));
    // The list's last bracket stays out of the frame, as its first one did.
    this.rest = this.rest.subarray(1);
    this.at -= 1;
  }

  /**
   * Parses the items at the beginning of the rest. The rest then begins with the comma or bracket.
   */
  private async parseItems(list: OpenList): Promise<void> {
    const piece = Buffer.concat([OPENING, this.rest.subarray(1, this.at), CLOSING]);
    const result = readJson(piece, CARRIER_JSON);
    if (result.fault !== undefined) throw new LargeJsonError(result.fault);
    const items = result.value as unknown[];
    // A comma without an item.
    if (items.length === 0) throw new LargeJsonError('not-json');
    for (const item of items) list.items.push(item);
    list.isCut = true;
    this.rest = this.rest.subarray(this.at);
    this.itemAt -= this.at;
    this.at = 0;
    await this.slices.next();
  }

  /** Moves the scanned bytes to the frame. */
  private cutFrame(): void {
    // After a backslash at the end of a chunk, the position is beyond the end.
    const end = Math.min(this.at, this.rest.length);
    this.addToFrame(this.rest.subarray(0, end));
    this.rest = this.rest.subarray(end);
    this.at -= end;
  }

  private addToFrame(bytes: Buffer): void {
    this.frameBytes += bytes.length;
    if (this.frameBytes > MAX_FRAME_BYTES) throw new LargeJsonError('too-long');
    // Copied, because a subarray would keep its whole chunk in memory.
    if (bytes.length > 0) this.frame.push(Buffer.from(bytes));
  }

  private assertItemFits(): void {
    if (this.at - this.itemAt > MAX_ITEM_BYTES) throw new LargeJsonError('too-long');
  }

  private count(): void {
    this.values += 1;
    if (this.values > MAX_VALUES) throw new LargeJsonError('too-many-values');
  }

  private release(): void {
    this.rest = Buffer.alloc(0);
    this.frame = [];
    this.lists.clear();
    this.list = undefined;
  }
}

const OPENING = Buffer.from('[');
const CLOSING = Buffer.from(']');
