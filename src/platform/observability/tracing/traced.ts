import { currentSpans } from '../requests/index.js';
import { type Span, type SpanAttributes, tracer } from './tracing.js';

/**
 * Begins the span of a request to another service: a child of the request in progress, or a trace of its
 * own in a job.
 * @returns undefined without tracing
 */
export function startClientSpan(name: string, attributes?: SpanAttributes): Span | undefined {
  const on = tracer();
  if (on === undefined) return undefined;
  const [parent, ...links] = currentSpans();
  return on.start({ name, kind: 'client', parent, links, ...(attributes && { attributes }) });
}

/** Begins the span of a statement, only within another span: jobs look for work every second. */
export function startStatementSpan(name: string): Span | undefined {
  const on = tracer();
  if (on === undefined) return undefined;
  const [parent, ...links] = currentSpans();
  if (parent === undefined) return undefined;
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': name };
  return on.start({ name, kind: 'client', parent, links, attributes });
}
