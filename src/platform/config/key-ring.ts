import type { Kind } from './setting.js';

/** One master key of the number vault. */
export interface KeyMaterial {
  /** 1 to 255; every ciphertext begins with the id of its key. */
  id: number;
  /** 32 bytes. */
  key: Buffer;
}

export const keyRing: Kind<KeyMaterial[]> = {
  values:
    'a list like 2:<base64>,1:<base64>: a different id from 1 to 255 for each key, 32 bytes each',
  parse(text) {
    const ring = text.split(',').map((entry) => {
      const [, id, base64 = ''] =
        /^([1-9]\d{0,2}):([A-Za-z0-9+/_-]{43}=?)$/.exec(entry.trim()) ?? [];
      return { id: Number(id), key: Buffer.from(base64, 'base64') };
    });
    const isRight = ring.every(({ id, key }) => id <= 255 && key.length === 32);
    return isRight && new Set(ring.map(({ id }) => id)).size === ring.length ? ring : undefined;
  },
};

/** Parses a key ring. @throws Error whose message is the broken rule, without the value */
export function parseKeyRing(text: string): KeyMaterial[] {
  const ring = keyRing.parse(text);
  if (ring === undefined) throw new Error(`must be ${keyRing.values}`);
  return ring;
}
