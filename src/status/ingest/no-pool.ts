/** Calls to numbers that no pool of ours has. */
export const NO_POOL = '00000000-0000-0000-0000-000000000000';
