import 'reflect-metadata';
import { afterAll, afterEach, expect } from 'vitest';
import { contractFaults } from './contract/contract-faults.js';

/** Every response in any test must match the OpenAPI document. */
const expectContract = (): void => expect(contractFaults.splice(0)).toEqual([]);
afterEach(expectContract);
afterAll(expectContract);
