import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Operator, startBrowser } from './support/operator.js';

/** A folder for pictures of the site; by default none are made. */
const PICTURES = process.env['SITE_PICTURES'];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Serves the files of the site, as any web server does. */
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url!, 'http://localhost');
  const file = join('dist-site', decodeURI(pathname).replace(/\/$/, '/index.html'));
  if (!existsSync(file) || !statSync(file).isFile()) response.writeHead(404).end();
  else {
    const type = TYPES[extname(file)] ?? 'text/plain';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(readFileSync(file));
  }
});

let browser: Browser;
let url: string;
beforeAll(async () => {
  if (!existsSync('dist-site/index.html')) {
    execFileSync('npm', ['run', '--silent', 'docs:site'], { stdio: 'inherit' });
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  server.close();
});

async function open(
  path: string,
  options: { colorScheme?: 'light' | 'dark'; width?: number } = {},
) {
  const operator = await Operator.start(browser, url, options);
  await operator.page.goto(`${url}${path}`);
  return operator;
}

async function picture({ page }: Operator, name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}.png` });
}

describe('the documentation site', () => {
  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const)(
    'opens without a request elsewhere: %s, %i pixels wide',
    async (colorScheme, width) => {
      const operator = await open('/', { colorScheme, width });
      const { page } = operator;
      await page.getByRole('heading', { level: 1, name: 'Maskline' }).waitFor();
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(Number(/\d+/.exec(background)![0]) < 100).toBe(colorScheme === 'dark');
      await picture(operator, `home-${colorScheme}-${width}`);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
      await operator.expectClean();
      await operator.close();
    },
  );

  it.each(['light', 'dark'] as const)(
    'draws every diagram, in its colours: %s',
    async (colorScheme) => {
      const operator = await open('/architecture.html', { colorScheme });
      const { page } = operator;
      const drawings = page.locator('.diagram svg');
      expect(await drawings.count()).toBe(
        readFileSync('docs/architecture.md', 'utf8').split('```mermaid').length - 1,
      );
      for (const drawing of await drawings.all()) {
        const box = await drawing.boundingBox();
        expect(box!.width).toBeGreaterThan(200);
        // Light words on dark ground, and the other way round.
        const colour = await drawing.evaluate(
          (svg) => getComputedStyle(svg.querySelector('text')!).fill,
        );
        expect(Number(/\d+/.exec(colour)![0]) > 128, colour).toBe(colorScheme === 'dark');
        await drawing.scrollIntoViewIfNeeded();
        await picture(operator, `diagram-${colorScheme}-${Math.round(box!.y)}`);
      }
      await operator.expectClean();
      await operator.close();
    },
  );

  it('finds a page by search', async () => {
    const operator = await open('/quickstart.html');
    const { page } = operator;
    await page
      .getByRole('button', { name: /search/i })
      .first()
      .click();
    await page.locator('input[type=search]').fill('callers without a booking');
    const found = page.getByRole('option').filter({ hasText: 'Decision hook' }).first();
    await found.waitFor();
    await found.click();
    await page.getByRole('heading', { level: 1, name: 'Decision hook' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/decision-hook.html');
    await operator.expectClean();
    await operator.close();
  });

  it('has the API reference, which sends no requests of its own to a service', async () => {
    const operator = await open('/');
    const { page } = operator;
    await page.getByRole('link', { name: 'API reference', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Getting started' }).first().waitFor();
    expect(await page.getByRole('button', { name: /test request/i }).count()).toBe(0);
    await operator.expectClean();
    await operator.close();
  });
});
