/** Pool id of calls to numbers that are in no pool. */
export const NO_POOL = '00000000-0000-0000-0000-000000000000';
