// first: it says in which order the layers of all other styles count
import './theme/base.css';
import './theme/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { session } from './api/session';
import { useStore } from './api/store';
import { later } from './parts/later';
import { startTheme } from './theme/theme';
import { arrive } from './pages/sign-in/link';
import { SignIn } from './pages/sign-in/sign-in';

const App = later(() => import('./app/app').then(({ App: part }) => part));

function Root() {
  const { status } = useStore(session);
  if (status === 'unknown') return null;
  if (status === 'none') return <SignIn />;
  return <App />;
}

startTheme();
void arrive();
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
