import { expect } from 'vitest';
import type { TestApp } from './app.js';

/** The values of a metrics page. */
export class MetricsSample {
  private readonly values = new Map<string, number>();

  private constructor(text: string) {
    for (const line of text.split('\n')) {
      const [, series, value] = /^([a-z]\S*(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
      if (series !== undefined) this.values.set(series, Number(value));
    }
  }

  static async of(app: TestApp): Promise<MetricsSample> {
    const { text } = await app.as(undefined).get('/metrics').expect(200);
    return new MetricsSample(text);
  }

  /** All series, such as `maskline_http_requests_total{surface="admin",status="2xx"}`. */
  get series(): string[] {
    return [...this.values.keys()];
  }

  /** Returns the value of a series; undefined if there is none. */
  find(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const suffix = wanted.length > 0 ? `{${wanted.join(',')}}` : '';
    return this.values.get(`${name}${suffix}`);
  }

  /** Returns the value of a counter; 0 if it has not counted. */
  of(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.find(name, labels) ?? 0;
  }
}

type Series = readonly [name: string, labels?: Record<string, string>];

/** Expects how much each counter grows while something happens. */
export async function expectCounts(
  app: TestApp,
  happens: () => Promise<unknown>,
  expected: readonly (readonly [...Series, number] | readonly [string, number])[],
): Promise<void> {
  const before = await MetricsSample.of(app);
  await happens();
  const growth = async () => {
    const after = await MetricsSample.of(app);
    return expected.map(([name, ...rest]) => {
      const labels = typeof rest[0] === 'object' ? rest[0] : {};
      return [name, labels, after.of(name, labels) - before.of(name, labels)];
    });
  };
  const wanted = expected.map(([name, ...rest]) =>
    typeof rest[0] === 'object' ? [name, rest[0], rest[1]] : [name, {}, rest[0]],
  );
  // A request is counted after its response.
  await expect.poll(growth).toEqual(wanted);
}
