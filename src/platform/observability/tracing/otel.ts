/**
 * Traces by OpenTelemetry. Only `startTracing` loads this file, and with it the packages, if the
 * environment asks for traces.
 */
import {
  type Context,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer as OtelTracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  envDetector,
  resourceFromAttributes,
  detectResources,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { NewSpan, RemoteParent, Span, SpanAttributes, Tracer } from './tracing.js';

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT } as const;

/** Milliseconds between two reports that the collector does not take spans. */
const SILENCE_MS = 60_000;

class RecordedSpan implements Span {
  constructor(readonly span: OtelSpan) {}

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  end(attributes: SpanAttributes = {}, failure?: string): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined) this.span.setAttribute(name, value);
    }
    if (failure !== undefined) {
      this.span.setAttribute('error.type', failure);
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }

  endAs(name: string, attributes: SpanAttributes, failure?: string): void {
    this.span.updateName(name);
    this.end(attributes, failure);
  }
}

class OpenTelemetryTracer implements Tracer {
  constructor(private readonly tracer: OtelTracer) {}

  start({ name, kind, parent, links = [], attributes }: NewSpan): Span {
    const span = this.tracer.startSpan(
      name,
      {
        kind: KINDS[kind],
        ...(attributes && { attributes }),
        links: links.flatMap((each) =>
          each instanceof RecordedSpan ? [{ context: each.span.spanContext() }] : [],
        ),
      },
      contextOf(parent),
    );
    return new RecordedSpan(span);
  }
}

/** Maskline passes contexts itself, so nothing is registered globally. */
function contextOf(parent: Span | RemoteParent | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  if (parent instanceof RecordedSpan) return trace.setSpan(ROOT_CONTEXT, parent.span);
  const { traceId, parentId: spanId, isSampled } = parent as RemoteParent;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

/**
 * Creates a tracer that sends spans to the collector of the environment, in batches and in the
 * background. If the collector does not take them, they are dropped.
 * @param report receives one line a minute at most while spans are lost
 * @returns the tracer, and what sends the rest and stops it
 */
export function createTracer({ version, report }: TracerOptions): {
  tracer: Tracer;
  stop: () => Promise<void>;
} {
  let reportedAt = -Infinity;
  const lose = (): void => {
    if (performance.now() - reportedAt < SILENCE_MS) return;
    reportedAt = performance.now();
    report('the collector of traces does not take spans: they are dropped');
  };
  // The messages of the packages can contain an address with its password, so none is logged.
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: lose, warn: ignore, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'maskline', 'service.version': version }))
      // Only what the operator named: other detectors read the command line.
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  return {
    tracer: new OpenTelemetryTracer(provider.getTracer('maskline', version)),
    stop: () => provider.shutdown(),
  };
}

interface TracerOptions {
  version: string;
  report: (line: string) => void;
}
