import { setTimeout as delay } from 'node:timers/promises';
import { setTracer } from './tracing.js';

/** Milliseconds for the last spans; the stop of the process does not wait longer for a collector. */
const STOP_MS = 2_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether the environment asks for traces: an endpoint is set, and nothing switches traces off.
 * Source: OpenTelemetry, "Environment Variable Specification" and "OTLP Exporter Configuration".
 */
export const wantsTraces = (env: Environment): boolean =>
  Boolean(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT']) &&
  env['OTEL_SDK_DISABLED']?.toLowerCase() !== 'true' &&
  env['OTEL_TRACES_EXPORTER'] !== 'none';

/**
 * Starts tracing if the environment asks for it. Without, the packages are not even loaded.
 * @returns what sends the last spans and ends tracing. It never throws.
 */
export async function startTracing(
  options: { version: string; report: (line: string) => void },
  env: Environment = process.env,
): Promise<() => Promise<void>> {
  if (!wantsTraces(env)) return async () => undefined;
  const { createTracer } = await import('./otel.js');
  const { tracer, stop } = createTracer(options);
  setTracer(tracer);
  return async () => {
    setTracer(undefined);
    const patience = new AbortController();
    const { signal } = patience;
    await Promise.race([
      stop().catch(() => undefined),
      delay(STOP_MS, undefined, { signal, ref: false }).catch(() => undefined),
    ]);
    patience.abort();
  };
}
