/** The file or a response does not allow the import to go on. */
export class ImportError extends Error {}
