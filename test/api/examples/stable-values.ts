import { createHash } from 'node:crypto';

/** The start of the story, as the examples show it. */
const STORY_START = Date.UTC(2026, 10, 24, 8);
/** Milliseconds; the whole story takes less than this. */
const RESOLUTION = 600_000;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const ACCOUNT_SID = /\bAC[0-9a-f]{32}\b/g;
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00)/g;

/** Fields that differ in each run, and the value that an example shows instead. */
const FIELDS: Readonly<Record<string, unknown>> = {
  key: 'mk_live_(the key, which is shown this once)',
  authToken: '(the auth token, which is shown this once)',
  secret: 'whsec_(the secret, which is shown this once)',
  version: 'Zx3k9Qm1v0aB7cD2eF4gHw',
  on: 'replica-1',
  ip: '192.0.2.10',
  tookMs: 8,
  clockOffsetSeconds: 0.004,
  minute: '2026-11-24T07:59:00.000Z',
  p50Ms: 5,
  p95Ms: 8,
  p99Ms: 12,
};

/** Replaces values that differ in each run with plausible constants. */
export class StableValues {
  private readonly known = new Map<string, string>();
  private readonly start = Math.floor(Date.now() / 1000) * 1000;

  /** Replaces `value` by `stable` in all examples. Returns `value`. */
  set(value: string, stable: string): string {
    this.known.set(value, stable);
    return value;
  }

  /** Returns a time that many seconds after the start of the story; examples show it exactly. */
  at(second: number): string {
    const time = (start: number) => new Date(start + second * 1000).toISOString();
    return this.set(time(this.start), time(STORY_START));
  }

  /**
   * Replaces all unstable values inside a value.
   * @param place path of the value; an id gets its stable form from the first place that shows it
   */
  of(value: unknown, place: string, field = ''): unknown {
    if (Array.isArray(value)) return value.map((item, at) => this.of(item, `${place}.${at}`));
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value);
      return Object.fromEntries(
        entries.map(([key, item]) => [key, this.of(item, `${place}.${key}`, key)]),
      );
    }
    if (typeof value === 'number' && field in FIELDS) return FIELDS[field];
    if (typeof value !== 'string') return value;
    if (/^(?:mk_live_|whsec_).{20,}|^[\w-]{22}$|^[\da-f]{32}$/.test(value) && field in FIELDS)
      return FIELDS[field];
    if (['on', 'ip', 'minute'].includes(field)) return FIELDS[field];
    if (/cursor$/i.test(field)) {
      const position = Buffer.from(value, 'base64url').toString();
      return Buffer.from(this.text(position, place)).toString('base64url');
    }
    return field === 'id' && /^\d+$/.test(value) ? '1042' : this.text(value, place);
  }

  private text(text: string, place: string): string {
    const whole = this.known.get(text);
    if (whole !== undefined) return whole;
    return text
      .replaceAll(UUID, (id) => this.known.get(id) ?? this.idAt(id, place))
      .replaceAll(ACCOUNT_SID, (sid) => this.known.get(sid) ?? this.sidAt(sid, place))
      .replaceAll(TIME, (time) => this.known.get(time) ?? this.roughly(time))
      .replaceAll(/^mk_live_[\w-]{4}$/g, 'mk_live_a1B2');
  }

  private sidAt(sid: string, place: string): string {
    const stable = `AC${this.idAt(sid, place).replaceAll('-', '')}`;
    this.known.set(sid, stable);
    return stable;
  }

  private idAt(id: string, place: string): string {
    const hex = createHash('sha256').update(place).digest('hex');
    const parts = [hex.slice(0, 4), `7${hex.slice(4, 7)}`, `8${hex.slice(7, 10)}`];
    const stable = `019ab1f4-${parts.join('-')}-${hex.slice(10, 22)}`;
    this.known.set(id, stable);
    return stable;
  }

  /**
   * Rounds a time set by the server to the start of the story, so that the story's duration does not matter.
   */
  private roughly(time: string): string {
    const passed = Date.parse(time) - this.start;
    const at = new Date(STORY_START + Math.floor(passed / RESOLUTION) * RESOLUTION).toISOString();
    return time.includes('T') ? at : at.replace('T', ' ').replace('.000Z', '+00');
  }
}
