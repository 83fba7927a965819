import { StrictMode, Suspense, lazy } from 'react';
import { createRoot } from 'react-dom/client';
import { session } from './api/session';
import { useStore } from './api/store';
import { offerReload } from './parts/stale-page';
import './theme/tokens.css';
import './theme/base.css';
import { startTheme } from './theme/theme';
import { arrive } from './pages/sign-in/link';
import { SignIn } from './pages/sign-in/sign-in';

const App = lazy(() => import('./app/app'));

function Root() {
  const { status } = useStore(session);
  if (status === 'unknown') return null;
  if (status === 'none') return <SignIn />;
  return (
    <Suspense fallback={null}>
      <App />
    </Suspense>
  );
}

startTheme();
offerReload();
void arrive();
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
