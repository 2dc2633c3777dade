/** By the name of a query parameter. All numbers are of nobody. */
export const PARAMETER_EXAMPLES: Readonly<Record<string, unknown>> = {
  pool: 'rides',
  reference: 'ride-1001',
  virtualNumber: '+6568332048',
  bookingId: '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10',
  from: '2026-11-24T00:00:00Z',
  to: '2026-11-25T00:00:00Z',
  action: 'booking.create',
  key: 'bootstrap',
  cursor: 'MDE5YWIxZjQtNmYwYy03YzFlLTlkMGItNmEzZjRmMWY2ZjEw',
  mostHeldA: 1,
  mostHeldB: 40,
  loadA: 0.2,
  loadB: 3,
};
