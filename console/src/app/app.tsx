import { Alert, Center, Loader } from '@mantine/core';
import { Component, type ReactNode, Suspense } from 'react';
import { forgetData } from '../api/queries.js';
import { Problem } from '../components/problem.js';
import { mayOpen, PAGES } from './pages.js';
import { useLocation } from './router.js';
import { SessionContext, useCurrentSession } from './session.js';
import { Shell } from './shell.js';
import { SignIn } from './sign-in.js';

export function App() {
  const session = useCurrentSession();
  if (session.data === undefined) {
    if (session.error) {
      return <Problem error={session.error} onRetry={() => void session.refetch()} />;
    }
    return (
      <Center h="100vh">
        <Loader aria-label="Loading" />
      </Center>
    );
  }
  if (session.data === null) {
    return (
      <SignIn
        onSignedIn={() => {
          forgetData();
          void session.refetch();
        }}
      />
    );
  }
  return (
    <SessionContext value={session.data}>
      <Shell>
        <CurrentPage />
      </Shell>
    </SessionContext>
  );
}

function CurrentPage() {
  const { path } = useLocation();
  const { data: session } = useCurrentSession();
  const page = PAGES.find((each) => each.path.test(path));
  if (!session) return null;
  // A key without access to the overview starts on the first page that it may open.
  const first = PAGES.find((each) => mayOpen(session, each));
  const shown = path === '/' && page && !mayOpen(session, page) ? first : page;
  if (!shown)
    return (
      <Alert variant="default" title="There is no such page">
        Use the navigation.
      </Alert>
    );
  if (!mayOpen(session, shown)) {
    return (
      <Alert variant="default" title="Your key may not open this page">
        It needs the scope {shown.scope}
        {shown.isForAllPools ? ', and access to all pools' : ''}. An operator with keys:write can
        create such a key.
      </Alert>
    );
  }
  const id = decodeURIComponent(shown.path.exec(path)?.[1] ?? '');
  return (
    <PageBoundary key={path}>
      <Suspense fallback={<p role="status">Loading …</p>}>
        <shown.component id={id} />
      </Suspense>
    </PageBoundary>
  );
}

/** Keeps the navigation usable if a page fails, for example after an update of the service. */
class PageBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <Alert variant="default" className="problem" title="This page could not be shown">
        Reload it; the service may have been updated meanwhile.
      </Alert>
    );
  }
}
