import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
  type Request,
} from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Where Debian, Ubuntu, Fedora and macOS install a Chromium; the variable names another one. */
const PLACES = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export async function startBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place !== '' && existsSync(place));
  if (executablePath === undefined) {
    throw new Error('no Chromium found: install it (apt-get install chromium) or set CHROMIUM');
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

interface Traffic {
  url: string;
  requestBody: string;
  responseBody: string;
}

export interface OperatorOptions {
  /** Full phone numbers that this operator must never receive. */
  secrets?: readonly string[];
  colorScheme?: 'light' | 'dark';
  width?: number;
}

/** An operator in front of a browser, who notices everything that goes wrong behind the page. */
export class Operator {
  /** Console errors, failed policies and uncaught exceptions. */
  readonly faults: string[] = [];
  readonly traffic: Traffic[] = [];
  /** Statuses that a test expects; the browser reports them as errors. */
  readonly expectedStatuses = new Set<number>();
  private readonly pending = new Set<Promise<void>>();
  private readonly underWay = new Set<Request>();
  private changedAt = 0;

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly url: string,
    private readonly secrets: readonly string[],
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error' && !this.isExpected(message.text())) {
        this.faults.push(message.text());
      }
    });
    page.on('pageerror', (error) => this.faults.push(String(error)));
    const note = (request: Request, isUnderWay: boolean): void => {
      if (isUnderWay) this.underWay.add(request);
      else this.underWay.delete(request);
      this.changedAt = Date.now();
    };
    page.on('requestfinished', (request) => note(request, false));
    page.on('requestfailed', (request) => note(request, false));
    page.on('request', (request) => {
      note(request, true);
      const isLocal = request.url().startsWith(url) || request.url().startsWith('blob:');
      if (!isLocal) this.faults.push(`request to another host: ${request.url()}`);
    });
    page.on('response', (response) => {
      const read = (async () => {
        const body = await response.text().catch(() => '');
        const request = response.request();
        this.traffic.push({
          url: request.url(),
          requestBody: request.postData() ?? '',
          responseBody: body,
        });
      })();
      this.pending.add(read);
      void read.finally(() => this.pending.delete(read));
    });
  }

  static async start(
    browser: Browser,
    url: string,
    { secrets = [], colorScheme = 'light', width = 1280 }: OperatorOptions = {},
  ): Promise<Operator> {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
      timezoneId: 'Asia/Singapore',
      locale: 'en-GB',
    });
    context.setDefaultTimeout(20_000);
    const operator = new Operator(await context.newPage(), context, url, secrets);
    // The first request of a page asks whether somebody is signed in.
    operator.expectedStatuses.add(401);
    return operator;
  }

  async signIn(key: string): Promise<void> {
    await this.page.goto(`${this.url}/console`);
    await this.page.getByLabel('API key').fill(key);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.locator('main h1').first().waitFor();
  }

  /** Opens a page and waits until nothing is loading. */
  async open(path: string): Promise<void> {
    await this.page.evaluate((hash) => {
      window.location.hash = hash;
    }, path);
    await this.settled();
  }

  /** Waits until the page has its data. */
  async settled(): Promise<void> {
    const { page } = this;
    await page.locator('main h1').first().waitFor();
    await page.waitForFunction(() => !document.querySelector('main [role=status]'));
    await expect.poll(() => this.busyWith(), { timeout: 20_000, interval: 50 }).toEqual([]);
  }

  /** Returns the accessibility faults of the page. */
  async accessibilityFaults(): Promise<string[]> {
    await this.page.evaluate(AXE);
    return this.page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: {
          run(
            of: Document,
            options: object,
          ): Promise<{
            violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
          }>;
        };
      };
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
      );
    });
  }

  /** Expects no console error, no violated policy, and none of the secrets anywhere. */
  async expectClean(): Promise<void> {
    await Promise.all(this.pending);
    const html = await this.page.content();
    const storage = await this.page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
    );
    const seen = [html, storage, JSON.stringify(this.traffic)].join('\n');
    expect(this.secrets.filter((secret) => seen.includes(secret.slice(1)))).toEqual([]);
    expect(this.faults.join('\n')).toBe('');
  }

  /** Returns the requests in progress, and whether one has just ended. */
  private busyWith(): string[] {
    const urls = [...this.underWay].map((request) => `${request.method()} ${request.url()}`);
    return Date.now() - this.changedAt > 300 ? urls : [...urls, 'just ended'];
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private isExpected(text: string): boolean {
    const status = /status of (\d{3})/.exec(text)?.[1];
    return status !== undefined && this.expectedStatuses.has(Number(status));
  }
}
