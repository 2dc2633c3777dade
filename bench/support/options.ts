import { parseArgs } from 'node:util';

/** The options of the benchmarks, each also as an environment variable in capitals: `--rounds 5`, `ROUNDS=5`. */
const { values, positionals } = parseArgs({
  options: {
    against: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    rates: { type: 'string' },
    connections: { type: 'string' },
    only: { type: 'string' },
    parts: { type: 'string' },
    bookings: { type: 'string' },
    blocks: { type: 'string' },
    texts: { type: 'string' },
    routes: { type: 'string' },
    minutes: { type: 'string' },
    delay: { type: 'string' },
    keep: { type: 'string' },
    calls: { type: 'string' },
  },
  allowPositionals: true,
});
type Option = keyof typeof values;

export const textOption = (name: Option): string | undefined =>
  values[name] ?? process.env[name.toUpperCase()];

export const numberOption = (name: Option, standard: number): number =>
  Number(textOption(name) ?? standard);

export const listOption = (name: Option, standard: readonly string[]): readonly string[] =>
  textOption(name)?.split(',') ?? standard;

/** The words of the command line that are not options. */
export const words: readonly string[] = positionals;

/** The options of the command line, to hand them on. */
export const givenOptions = (): Partial<Record<Option, string>> => ({ ...values });
