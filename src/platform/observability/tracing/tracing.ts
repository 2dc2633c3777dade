/** What a span is about, for those who look at it. Never a phone number, a text or a key. */
export type SpanAttributes = Record<string, string | number | boolean | undefined>;

/** A timed operation of a trace. */
export interface Span {
  readonly traceId: string;
  /** @param failure a code, never a message; undefined: it succeeded */
  end(attributes?: SpanAttributes, failure?: string): void;
  /** Ends the span of a request under a name that was not known at its start. */
  endAs(name: string, attributes: SpanAttributes, failure?: string): void;
}

export interface NewSpan {
  name: string;
  kind: 'server' | 'client';
  /** The span that began this one; undefined: a trace of its own. */
  parent: Span | RemoteParent | undefined;
  /** Further spans that this one serves, when requests share a statement. */
  links?: readonly Span[];
  attributes?: SpanAttributes;
}

/** The span of another process. */
export interface RemoteParent {
  readonly traceId: string;
  readonly parentId: string;
  readonly isSampled: boolean;
}

export interface Tracer {
  start(span: NewSpan): Span;
}

let current: Tracer | undefined;

/** Returns the tracer; undefined without tracing, so that an untraced operation costs one comparison. */
export const tracer = (): Tracer | undefined => current;

export const setTracer = (next: Tracer | undefined): void => {
  current = next;
};
