import type { components } from './api.js';

/** The schemas of requests and responses, for example `Schemas['Booking']`. */
export type Schemas = components['schemas'];
