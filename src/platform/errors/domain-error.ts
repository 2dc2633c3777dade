/** The kind of a failure, which `ProblemFilter` maps to an HTTP status. */
export type ErrorKind =
  | 'invalid'
  | 'unprocessable'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'precondition-failed'
  | 'too-many-requests'
  | 'bad-gateway'
  | 'unavailable';

/**
 * A failure that a client can understand and act on. Each failure has its own subclass with a
 * stable `code`; `detail` never contains a phone number, a key or a secret.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  /** Further members of the problem document. */
  readonly extensions: Readonly<Record<string, unknown>> = {};

  constructor(readonly detail: string) {
    super(detail);
    this.name = new.target.name;
  }
}

/** A refused field; `path` is, for example, `parties[0].phoneNumber`. */
export interface FieldError {
  path: string;
  message: string;
}

export class ValidationFailedError extends DomainError {
  readonly code = 'validation-failed';
  readonly kind = 'invalid';
  override readonly extensions: { errors: FieldError[] };

  constructor(errors: FieldError[]) {
    super('Some fields are missing or invalid; see `errors`.');
    this.extensions = { errors };
  }
}

export class MalformedRequestError extends DomainError {
  readonly code = 'malformed-request';
  readonly kind = 'invalid';
  constructor(detail = 'The request is not well-formed.') {
    super(detail);
  }
}

export class NotFoundError extends DomainError {
  readonly code = 'not-found';
  readonly kind = 'not-found';
  constructor() {
    super('Nothing exists at this path.');
  }
}

export class InvalidCursorError extends DomainError {
  readonly code = 'invalid-cursor';
  readonly kind = 'invalid';
  constructor() {
    super('The cursor is invalid for this list. Use the `nextCursor` of its previous page.');
  }
}

export class InvalidPhoneNumberError extends DomainError {
  readonly code = 'phone-number-invalid';
  readonly kind = 'unprocessable';
  override readonly extensions: { path: string };
  constructor(path: string) {
    super('The phone number is not a valid number in E.164, such as +6591178965.');
    this.extensions = { path };
  }
}
