import { createHash } from 'node:crypto';
import { LeakSearch } from './leak-search.js';

const hash = (name: string): Buffer => createHash('sha256').update(`canary ${name}`).digest();

/** A place where a canary was found that must not be there. */
export interface Leak {
  canary: string;
  place: string;
  /** The beginning of the text. */
  text: string;
}

/**
 * Numbers and secrets that exist nowhere else, and all texts that could contain one.
 * Each canary is the same in every run, so that leaks are reproducible.
 */
export class Canaries {
  private readonly search = new LeakSearch();
  private readonly allowed = new Map<string, RegExp>();
  private readonly texts = new Map<string, Set<string>>();
  private readonly numbers = new Map<string, string>();

  /**
   * Returns a valid mobile number of Singapore, the same for each name.
   * Its second digit never begins a minute or a second, so that no time looks like the number.
   * @param allowedIn places in which it may appear
   */
  number(name: string, allowedIn?: RegExp): string {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const digits = hash(name).readUInt32BE();
    const number = `+659${6 + (digits % 3)}${String(digits % 1_000_000).padStart(6, '0')}`;
    this.numbers.set(name, number);
    this.search.addNumber(name, number);
    if (allowedIn) this.allowed.set(name, allowedIn);
    return number;
  }

  /** @param allowedIn places in which it may appear */
  secret(name: string, prefix = '', allowedIn?: RegExp): string {
    const secret = hash(name).toString('base64url');
    this.search.addSecret(name, secret);
    if (allowedIn) this.allowed.set(name, allowedIn);
    return `${prefix}${secret}`;
  }

  /** Returns 32 bytes as base64. */
  key(name: string): string {
    this.search.addSecret(name, hash(name));
    return hash(name).toString('base64');
  }

  pin(name: string): string {
    const pin = `9${String(hash(name).readUInt32BE() % 10_000_000).padStart(7, '0')}`;
    this.search.addPin(name, pin);
    return pin;
  }

  /** Adds a secret that was created elsewhere; the part before `from` may be shown. */
  watchSecret(name: string, secret: string, from = 0): void {
    this.search.addSecret(name, secret.slice(from));
  }

  watchNumber(name: string, number: string): void {
    this.search.addNumber(name, number);
  }

  watchPin(name: string, pin: string): void {
    this.search.addPin(name, pin);
  }

  /** Keeps a text for the search. */
  keep(place: string, text: string): void {
    if (!this.texts.has(place)) this.texts.set(place, new Set());
    this.texts.get(place)!.add(text);
  }

  /** Returns the names of the canaries in a text. */
  in(text: string): string[] {
    return [...this.search.find(text)].toSorted();
  }

  /** Searches the texts kept since the last call. */
  leaks(): Leak[] {
    const leaks = [...this.texts].flatMap(([place, texts]) =>
      [...texts].flatMap((text) =>
        this.in(text)
          .filter((canary) => !this.allowed.get(canary)?.test(place))
          .map((canary) => ({ canary, place, text: text.slice(0, 300) })),
      ),
    );
    this.texts.clear();
    return leaks;
  }
}
