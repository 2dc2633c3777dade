import { cpus } from 'node:os';

/** Formats a table as Markdown, so that the output can be pasted into a document. */
export function table(rows: readonly Record<string, string | number>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
  ].join('\n');
}

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits));

export const machine = (): string =>
  `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.version}`;

/** Formats a target and whether this run reached it. */
export function verdict(
  what: string,
  value: number | string,
  target: string,
  isReached: boolean,
): string {
  return `${isReached ? 'reached    ' : 'NOT reached'}  ${what}: ${value} (target ${target})`;
}
