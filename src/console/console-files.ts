import { Injectable } from '@nestjs/common';
import { ServedFiles } from '../platform/rest/index.js';

/** The same folder, whether this file runs from `dist/` or from `src/`. */
const FOLDER = new URL('../../dist/console-app/', import.meta.url);

/** The built files of the console; its page has a mark in place of its nonce. */
@Injectable()
export class ConsoleFiles extends ServedFiles {
  constructor() {
    super(FOLDER, 'console/assets/');
  }
}
