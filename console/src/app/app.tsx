import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, Route, Router, Switch, useLocation } from 'wouter';
import { live, queryClient } from '../api/query-client';
import { session } from '../api/session';
import { useStore } from '../api/store';
import { buttonClass } from '../parts/button';
import { aroundNavigation } from '../parts/leaving';
import { Page } from '../parts/page';
import { Empty } from '../parts/states';
import { Toasts } from '../parts/toasts';
import { Boundary } from './boundary';
import { Frame } from './frame';
import { pages } from './pages';
import { SignInAgain } from './sign-in-again';

/** The console of whoever is signed in. */
export function App() {
  const { status } = useStore(session);
  const [here] = useLocation();
  useEffect(() => (status === 'signed-in' ? live.start() : undefined), [status]);
  useEffect(
    () => () => {
      queryClient.clear();
    },
    [],
  );
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider delay={250}>
          <Router aroundNav={aroundNavigation}>
            <Frame>
              <Boundary key={here}>
                <Switch>
                  {pages.map(({ path, page: Page }) => (
                    <Route key={path} path={path}>
                      {(params) => <Page params={params as Readonly<Record<string, string>>} />}
                    </Route>
                  ))}
                  <Route>
                    <Page title="No such page">
                      <Empty
                        title="There is nothing at this address"
                        action={
                          <Link href="/" className={buttonClass()}>
                            Go to Home
                          </Link>
                        }
                      >
                        It may have been mistyped, or cut short.
                      </Empty>
                    </Page>
                  </Route>
                </Switch>
              </Boundary>
            </Frame>
          </Router>
          <Toasts />
          <SignInAgain />
        </Tooltip.Provider>
      </QueryClientProvider>
    </CSPProvider>
  );
}
