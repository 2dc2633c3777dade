import { useSyncExternalStore } from 'react';

/**
 * The page and its filters, in the fragment of the URL. So a URL can be shared, the service needs no
 * route for each page, and no filter reaches a server or a log.
 */
export interface Location {
  path: string;
  query: URLSearchParams;
}

const subscribe = (notify: () => void): (() => void) => {
  window.addEventListener('hashchange', notify);
  return () => window.removeEventListener('hashchange', notify);
};

export function useLocation(): Location {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  const [path = '', query = ''] = hash.slice(1).split('?', 2);
  return { path: path === '' ? '/' : path, query: new URLSearchParams(query) };
}

export const hrefOf = (path: string, query: Readonly<Record<string, string>> = {}): string => {
  const search = new URLSearchParams(query).toString();
  return `#${path}${search && `?${search}`}`;
};

export function navigate(path: string, query: Readonly<Record<string, string>> = {}): void {
  window.location.hash = hrefOf(path, query);
}

/** Returns the filters in the URL, and a function that changes one; an empty value removes it. */
export function useFilters(): [URLSearchParams, (name: string, value: string | null) => void] {
  const { path, query } = useLocation();
  const set = (name: string, value: string | null): void => {
    const changed = new URLSearchParams(query);
    if (value) changed.set(name, value);
    else changed.delete(name);
    navigate(path, Object.fromEntries(changed));
  };
  return [query, set];
}
