import { Link, tailOf } from './link.js';

interface ObjectProps {
  of: { objectType: string; objectId: string | null };
  /** Whether to show only the end of an id. */
  isShort?: boolean;
}

const PAGE_OF: Readonly<Record<string, string>> = {
  booking: '/bookings',
  call: '/calls',
  pool: '/pools',
  event: '/events',
  message: '/messages',
};

/** Leads to the page of the object, if there is one. */
export function ObjectLink({ of: { objectType, objectId }, isShort = false }: ObjectProps) {
  const page = PAGE_OF[objectType];
  if (objectId === null) return <>{objectType}</>;
  const shown = isShort ? tailOf(objectId) : objectId;
  if (page === undefined) return <>{shown}</>;
  return <Link to={`${page}/${encodeURIComponent(objectId)}`}>{shown}</Link>;
}
