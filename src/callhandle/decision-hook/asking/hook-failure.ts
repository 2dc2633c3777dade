/** Why a question got no valid answer, as used in metrics. */
export type HookFailureKind =
  'timeout' | 'network' | 'status' | 'invalid' | 'overload' | 'circuit-open';

/** A hook gave no valid answer. The detail is a code, never text of the hook. */
export class HookFailure extends Error {
  override readonly name = 'HookFailure';
  constructor(
    readonly kind: HookFailureKind,
    readonly detail: string = kind,
  ) {
    super(detail);
  }

  /** Whether it says something about the hook; `overload` and `circuit-open` are our own limits. */
  get isOfHook(): boolean {
    return this.kind !== 'overload' && this.kind !== 'circuit-open';
  }
}
