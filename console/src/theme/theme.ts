import { Store } from '../api/store';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'theme';
const isTheme = (text: string | null): text is Theme => text === 'system' || text === 'light' || text === 'dark';
const kept = localStorage.getItem(KEY);

export const theme = new Store<Theme>(isTheme(kept) ? kept : 'system');

/** Follows the system unless somebody chose. */
export function startTheme(): void {
  show();
  theme.subscribe(() => {
    localStorage.setItem(KEY, theme.get());
    show();
  });
}

function show(): void {
  const chosen = theme.get();
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}
