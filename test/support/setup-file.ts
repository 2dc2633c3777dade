import 'reflect-metadata';
import { afterAll, afterEach, expect } from 'vitest';
import { contractFaults } from './contract/contract-faults.js';

/** Whatever a test is about, the answers that it got must be those of the OpenAPI document. */
const expectContract = (): void => expect(contractFaults.splice(0)).toEqual([]);
afterEach(expectContract);
afterAll(expectContract);
