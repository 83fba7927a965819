import { useCallback, useMemo } from 'react';
import { useSearch, useLocation } from 'wouter';

/** The filters of a page, kept in its address: what is shared or reloaded shows the same. Empty ones are left out. */
export function useFilters<Name extends string>(
  names: readonly Name[],
): readonly [Readonly<Record<Name, string>>, (change: Partial<Record<Name, string>>) => void, () => void] {
  const search = useSearch();
  const [path, go] = useLocation();
  const filters = useMemo(() => {
    const given = new URLSearchParams(search);
    return Object.fromEntries(names.map((name) => [name, given.get(name) ?? ''])) as Record<Name, string>;
  }, [search, names]);
  const change = useCallback(
    (changed: Partial<Record<Name, string>>) => {
      const next = new URLSearchParams(search);
      for (const [name, value] of Object.entries<string | undefined>(changed)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
      }
      const text = next.toString();
      go(text === '' ? path : `${path}?${text}`, { replace: true });
    },
    [search, path, go],
  );
  const clear = useCallback(() => {
    const rest = new URLSearchParams(search);
    for (const name of names) rest.delete(name);
    const text = rest.toString();
    go(text === '' ? path : `${path}?${text}`, { replace: true });
  }, [names, search, path, go]);
  return [filters, change, clear];
}
