/** A request, and its response. */
export interface Exchange {
  method: string;
  url: string;
  status: number;
  text: string;
}

export function curl(
  args: readonly string[],
  replaces: Readonly<Record<string, string>>,
): Promise<Exchange>;
