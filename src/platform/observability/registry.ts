import { Registry } from 'prom-client';
import { PoolLabels } from './pool-labels.js';

/**
 * Metrics in `/metrics`, besides those of the Node.js process. No label contains a phone number or
 * an id.
 */
export const metrics = new Registry();

export const poolLabels = new PoolLabels();
