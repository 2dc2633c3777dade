/** Random choices of the load. */
export const chance = (share: number): boolean => Math.random() < share;

export const below = (limit: number): number => Math.floor(Math.random() * limit);

export const between = (low: number, high: number): number => low + Math.random() * (high - low);

export const oneOf = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;

export function shuffled<Item>(items: readonly Item[]): Item[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = below(at + 1);
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}
