import { Fragment, type ReactNode } from 'react';

/** A list of names and values. */
export const Fields = ({ of }: { of: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <dl className="fields">
    {of.map(([name, value]) => (
      <Fragment key={name}>
        <dt>{name}</dt>
        <dd>{value ?? '–'}</dd>
      </Fragment>
    ))}
  </dl>
);
