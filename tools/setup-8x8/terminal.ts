/** Where the operator reads; one line each. */
export interface Terminal {
  say: (line: string) => void;
  /** What needs the operator's attention. */
  warn: (line: string) => void;
}
