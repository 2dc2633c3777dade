import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, expect, it, vi } from 'vitest';
import {
  currentRequest,
  logIn,
  noteSession,
  RequestContext,
  runInContext,
  serveInContext,
} from './request-context.js';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('follows a request through promises, until its response has ended', async () => {
  const context = new RequestContext({});
  const seen: unknown[] = [];
  const work = async () => {
    await turn();
    seen.push(currentRequest());
  };
  let working: Promise<void> | undefined;
  const end = serveInContext(context, () => {
    working = work();
  });
  await working;
  end();
  expect(seen).toEqual([context]);
  expect(currentRequest()).toBeUndefined();
});

it('switches the storage off when no request has been in progress for a while', async () => {
  // Requests of other test files may still be in progress in the shared module.
  vi.resetModules();
  const fresh = await import('./request-context.js');
  vi.useFakeTimers();
  const disable = vi.spyOn(AsyncLocalStorage.prototype, 'disable');
  const ends = [1, 2].map(() =>
    fresh.serveInContext(new fresh.RequestContext({}), () => undefined),
  );
  ends[0]!();
  vi.advanceTimersByTime(5_000);
  expect(disable).not.toHaveBeenCalled();
  ends[1]!();
  vi.advanceTimersByTime(500);
  expect(disable).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(disable).toHaveBeenCalledOnce();
});

it('does not switch the storage on for work of no request', () => {
  const run = vi.spyOn(AsyncLocalStorage.prototype, 'run');
  expect(runInContext(undefined, () => 7)).toBe(7);
  expect(run).not.toHaveBeenCalled();
});

it('names the request in the lines of one that is not served in its context', () => {
  const context = new RequestContext({});
  logIn(context, () => expect(currentRequest()).toBe(context));
  expect(() =>
    logIn(context, () => {
      throw new Error('the log is full');
    }),
  ).toThrow('the log is full');
  expect(currentRequest()).toBeUndefined();
});

it('shows no id that could be a phone number', () => {
  const context = new RequestContext({ 'x-request-id': 'a' });
  const end = serveInContext(context, () => noteSession('6591178965'));
  end();
  expect(context.ids()).toEqual({ requestId: 'a' });
});
