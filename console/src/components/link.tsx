import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { hrefOf } from '../app/router.js';

interface LinkProps {
  to: string;
  query?: Readonly<Record<string, string>>;
  children: ReactNode;
}

/** A link to another page of the console. */
export const Link = ({ to, query, children }: LinkProps) => (
  <Anchor href={hrefOf(to, query)} size="sm" underline="always" className="link">
    {children}
  </Anchor>
);

export const PoolLink = ({ pool }: { pool: string | null }) =>
  pool === null ? <>–</> : <Link to={`/pools/${encodeURIComponent(pool)}`}>{pool}</Link>;

/** The last characters of an id, which distinguish it: the first ones of a UUID are its time. */
export const tailOf = (id: string): string => (id.length > 12 ? `…${id.slice(-8)}` : id);

export const BookingLink = ({ id }: { id: string | null }) =>
  id === null ? <>–</> : <Link to={`/bookings/${id}`}>{tailOf(id)}</Link>;

export const CallLink = ({ id }: { id: string }) => (
  <Link to={`/calls/${encodeURIComponent(id)}`}>{tailOf(id)}</Link>
);

export const MessageLink = ({ id }: { id: string }) => (
  <Link to={`/messages/${id}`}>{tailOf(id)}</Link>
);
