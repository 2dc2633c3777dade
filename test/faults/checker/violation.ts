/** Something that a promise forbids. */
export interface Violation {
  /** Short and stable, such as `wrong connect`. */
  rule: string;
  /** The operation, session, booking or event. */
  id: string;
  what: string;
  /** Milliseconds since 1970. */
  at?: number;
}
