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

/** A list that is cut into pieces lies at most so deep: `{"payload":{"virtualNumbers":[`. */
const MAX_LIST_DEPTH = 3;
/** Bytes that are parsed at once: some 0.2 ms. */
const PIECE_BYTES = 16 * 1024;
/** Bytes of one item; a number of a snapshot has some 400. */
const MAX_ITEM_BYTES = 16 * 1024;
const MAX_ITEMS = 200_000;
/** Bytes of everything but the items. */
const MAX_FRAME_BYTES = 64 * 1024;
/** Values in all, so that memory is bounded: 25 for each item. */
const MAX_VALUES = 25 * MAX_ITEMS;

/** The list whose items are being collected. */
interface OpenList {
  depth: number;
  items: unknown[];
  count: number;
  /** Whether items were parsed before its end: then it does not stand in the frame. */
  isCut: boolean;
}

/** Stops the reading of a large body. */
class LargeJsonError extends Error {
  constructor(readonly fault: JsonFaultKind) {
    super(fault);
  }
}

/**
 * Reads a JSON text of many megabytes as it arrives, without holding up anybody: lists near its top
 * are parsed some items at a time, with rests between, and everything around them in the end. The
 * result is that of `JSON.parse`. No more of the text is kept than a piece.
 */
export class LargeJsonReader {
  /** Stands in the frame for a list, with its place; no message can know it. */
  private readonly mark = randomUUID();
  private readonly lists = new Map<string, unknown[]>();
  private frame: Buffer[] = [];
  private frameBytes = 0;
  private list: OpenList | undefined;
  /** What was not yet cut off, from the beginning of a piece on. */
  private rest: Buffer = Buffer.alloc(0);
  /** Up to where the rest was looked at, and where its last item begins. */
  private at = 0;
  private itemAt = 0;
  private depth = 0;
  private values = 0;
  private isInText = false;
  private isBegun = false;
  private fault: JsonFaultKind | undefined;

  /** @param slices those of whoever brings the bytes: what that takes counts as well */
  constructor(private readonly slices = new Slices()) {}

  /** Takes the next bytes; what comes after a fault is ignored. */
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

  /** Returns the value once all bytes are there. */
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
    // Locals, since this is done for each byte.
    let { rest, at, isInText } = this;
    for (; at < rest.length; at += 1) {
      const byte = rest[at]!;
      if (isInText) {
        // The byte after a backslash may be the first one of the next chunk.
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

  /** Takes a comma or a bracket. @returns what it has to wait for, if there is anything */
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

  /** At a comma of the list. */
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

  /** Parses the items from the beginning of the rest on; that stands at the comma or bracket then. */
  private async parseItems(list: OpenList): Promise<void> {
    const piece = Buffer.concat([OPENING, this.rest.subarray(1, this.at), CLOSING]);
    const result = readJson(piece, CARRIER_JSON);
    if (result.fault !== undefined) throw new LargeJsonError(result.fault);
    const items = result.value as unknown[];
    // A comma with nothing beside it.
    if (items.length === 0) throw new LargeJsonError('not-json');
    for (const item of items) list.items.push(item);
    list.isCut = true;
    this.rest = this.rest.subarray(this.at);
    this.itemAt -= this.at;
    this.at = 0;
    await this.slices.next();
  }

  /** Moves what was looked at to the frame. */
  private cutFrame(): void {
    // After a backslash at the end of a chunk, the next byte was passed already.
    const end = Math.min(this.at, this.rest.length);
    this.addToFrame(this.rest.subarray(0, end));
    this.rest = this.rest.subarray(end);
    this.at -= end;
  }

  private addToFrame(bytes: Buffer): void {
    this.frameBytes += bytes.length;
    if (this.frameBytes > MAX_FRAME_BYTES) throw new LargeJsonError('too-long');
    // A copy: a part would keep all of its chunk.
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
