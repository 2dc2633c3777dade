export { startClientSpan, startStatementSpan } from './traced.js';
export { startTracing } from './start-tracing.js';
export { type Span, type SpanAttributes, tracer } from './tracing.js';
