/** One master key of the number vault. */
export interface KeyMaterial {
  /** 1 to 255; stands in front of every cipher text made with it. */
  id: number;
  /** 32 bytes. */
  key: Buffer;
}

const RULE =
  'must be a list like 2:<base64>,1:<base64>: a different id from 1 to 255 for each key, 32 bytes each';

/** @throws Error whose message is the rule that was broken, without the value */
export function parseKeyRing(text: string): KeyMaterial[] {
  const ring = text.split(',').map((entry) => {
    const [, id, base64] = /^([1-9]\d{0,2}):([A-Za-z0-9+/_-]{43}=?)$/.exec(entry.trim()) ?? [];
    if (id === undefined || base64 === undefined || Number(id) > 255) throw new Error(RULE);
    const key = Buffer.from(base64, 'base64');
    if (key.length !== 32) throw new Error(RULE);
    return { id: Number(id), key };
  });
  if (new Set(ring.map(({ id }) => id)).size !== ring.length) throw new Error(RULE);
  return ring;
}
