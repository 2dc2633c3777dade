import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metrics } from '../../src/platform/observability/index.js';
import { startApp, type TestApp } from '../support/app.js';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Metric {
  type: string;
  labels: readonly string[];
}

/** Labels that Prometheus adds to what it scrapes, and the one of a histogram's buckets. */
const ADDED_LABELS = ['instance', 'job', 'le'];

let app: TestApp;
/** By name, as `/metrics` shows them. */
const known = new Map<string, Metric>();
let page: string;
beforeAll(async () => {
  app = await startApp();
  page = (await app.get('/metrics').expect(200)).text;
  for (const [, name = '', type = ''] of page.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const { labelNames = [] } = metrics.getSingleMetric(name) as unknown as {
      labelNames?: string[];
    };
    known.set(name, { type, labels: labelNames });
  }
});
afterAll(() => app.stop());

/** Returns the metric of a series, which for a histogram ends with `_bucket`, `_sum` or `_count`. */
function metricOf(series: string): Metric | undefined {
  const base = known.get(series.replace(/_(?:bucket|sum|count)$/, ''));
  return known.get(series) ?? (base?.type === 'histogram' ? base : undefined);
}

/** Returns what a query uses that does not exist: metrics, and labels of them. */
function faultsOf(query: string): string[] {
  const faults: string[] = [];
  const used = new Set<string>();
  const series = query.matchAll(/\b((?:maskline|nodejs|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/g);
  for (const [, name = '', matchers = ''] of series) {
    const metric = metricOf(name);
    if (!metric) {
      faults.push(`${name} does not exist`);
      continue;
    }
    for (const label of metric.labels) used.add(label);
    for (const [, label = ''] of matchers.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)) {
      if (![...metric.labels, ...ADDED_LABELS].includes(label)) {
        faults.push(`${name} has no label ${label}`);
      }
    }
  }
  for (const [, list = ''] of query.matchAll(/\b(?:by|without) \(([^)]*)\)/g)) {
    for (const label of list.split(',').map((one) => one.trim())) {
      if (![...used, ...ADDED_LABELS].includes(label)) faults.push(`no metric has ${label}`);
    }
  }
  return faults;
}

interface Alert {
  name: string;
  expr: string;
  text: string;
}

/** Reads the alerts line by line: a YAML parser would be a dependency for one file. */
async function readAlerts(): Promise<Alert[]> {
  const [, ...parts] = (await read('deploy/alerts.yml')).split(/^ {6}- alert: /m);
  return parts.map((text) => ({
    name: /^\w+/.exec(text)![0],
    expr: /^ {8}expr: (?:\|\n)?((?:.|\n)*?)\n {8}\w/m.exec(text)![1]!,
    text,
  }));
}

describe('the alerts', () => {
  it('use metrics and labels that exist', async () => {
    const alerts = await readAlerts();
    expect(alerts.length).toBeGreaterThan(20);
    for (const { name, expr } of alerts) {
      expect(expr, name).toMatch(/maskline_|nodejs_|up\{/);
      expect(faultsOf(expr), name).toEqual([]);
    }
  });

  it('each have an entry in the runbook, to which they link, and no entry has no alert', async () => {
    const runbook = await read('docs/runbook.md');
    const section = /^## Alerts$([^]*?)^## /m.exec(runbook)![1]!;
    const entries = [...section.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    const alerts = await readAlerts();
    expect(entries).toEqual(alerts.map(({ name }) => name));
    for (const { name, text } of alerts) {
      expect(text).toContain(`runbook_url: docs/runbook.md#${name.toLowerCase()}\n`);
      expect(text).toMatch(/severity: (?:page|ticket)/);
      expect(text).toMatch(/summary: '.+'/);
    }
  });
});

interface Panel {
  title: string;
  targets?: { expr: string }[];
}

describe('the dashboard', () => {
  it('uses metrics and labels that exist', async () => {
    const dashboard = JSON.parse(await read('deploy/grafana/maskline.json')) as {
      panels: Panel[];
      templating: { list: { query: string | { query: string } }[] };
    };
    const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ title, expr })),
    );
    expect(queries.length).toBeGreaterThan(40);
    for (const { title, expr } of queries) expect(faultsOf(expr), title).toEqual([]);
    for (const { query } of dashboard.templating.list) {
      expect(faultsOf(typeof query === 'string' ? query : query.query)).toEqual([]);
    }
  });
});

/** The table of metrics, between these lines. `RECORD_METRICS=1` writes it. */
const TABLE = /(<!-- metrics -->\n)[^]*?(<!-- end of metrics -->)/;
const HEAD = ['metric', 'type', 'labels', 'meaning'];

/** Returns the rows that the table must have, sorted by name. */
function expectedRows(): string[][] {
  const helps = new Map(
    [...page.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name, help]) => [name!, help!]),
  );
  return [...known]
    .filter(([name]) => name.startsWith('maskline_'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { type, labels }]) => [
      `\`${name}\``,
      type,
      labels.map((label) => `\`${label}\``).join(', '),
      helps.get(name)!,
    ]);
}

const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

describe('the metrics', () => {
  it('are all in the document, with type, labels and meaning', async () => {
    const path = 'docs/observability.md';
    const expected = expectedRows();
    if (process.env['RECORD_METRICS']) {
      const lines = [HEAD, HEAD.map(() => '---'), ...expected].map(lineOf).join('\n');
      const text = (await read(path)).replace(TABLE, `$1\n${lines}\n\n$2`);
      await writeFile(new URL(`../../${path}`, import.meta.url), text);
    }
    const [table = ''] = TABLE.exec(await read(path)) ?? [];
    const rows = [...table.matchAll(/^\| `.*$/gm)].map(([row]) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(rows).toEqual(expected);
  });

  it('follow the conventions of Prometheus', () => {
    for (const [name, { type, labels }] of known) {
      if (!name.startsWith('maskline_')) continue;
      expect(name).toMatch(/^maskline_[a-z]+(?:_[a-z]+)*$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
      // Prometheus gives these to what it scrapes.
      for (const taken of ['job', 'instance']) expect(labels, name).not.toContain(taken);
    }
  });
});
