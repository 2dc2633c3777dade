const SHORT = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Shows a time in the zone of the reader; UTC on hover. */
export function Time({ at, fallback = '–' }: { at: string | null; fallback?: string }) {
  if (at === null) return <>{fallback}</>;
  return (
    <time dateTime={at} title={`${at} (UTC)`} className="time">
      {SHORT.format(new Date(at))}
    </time>
  );
}
