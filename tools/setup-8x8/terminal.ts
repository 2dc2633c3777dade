/** Prints to the operator, one line per call. */
export interface Terminal {
  say: (line: string) => void;
  /** What needs the operator's attention. */
  warn: (line: string) => void;
}
