import { Button, NavLink, Text, useMantineColorScheme } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { leave } from '../api/queries.js';
import { mayOpen, PAGES } from './pages.js';
import { hrefOf, useLocation } from './router.js';
import { SearchBox } from './search-box.js';
import { useSession } from './session.js';

/** The navigation, the search and who is signed in, around each page. */
export function Shell({ children }: { children: ReactNode }) {
  const { path } = useLocation();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    // A reader of the screen goes on at the top of the new page.
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
    setOpen(false);
  }, [path]);
  return (
    <>
      <a
        className="skip-link"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <div className="shell">
        <aside className="shell-side" aria-label="Maskline">
          <Text fw={700} mb="xs">
            Maskline
          </Text>
          <div className="nav-toggle">
            <Button
              size="xs"
              variant="default"
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              Pages
            </Button>
          </div>
          <Navigation isOpen={isOpen} path={path} />
        </aside>
        <div className="shell-main">
          <header className="shell-top">
            <SearchBox />
            <Account />
          </header>
          <main ref={main} tabIndex={-1} id="main">
            {children}
          </main>
        </div>
      </div>
    </>
  );
}

function Navigation({ isOpen, path }: { isOpen: boolean; path: string }) {
  const session = useSession();
  const pages = PAGES.filter((page) => page.title !== null && mayOpen(session, page));
  const current = PAGES.find((page) => page.path.test(path))?.href;
  return (
    <nav aria-label="Pages" className={isOpen ? '' : 'nav-closed'}>
      <ul className="nav-list">
        {pages.map(({ title, href }) => (
          <li key={href}>
            <NavLink
              href={hrefOf(href)}
              label={title}
              active={href === current}
              variant="filled"
              aria-current={href === current ? 'page' : undefined}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Account() {
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = { auto: 'light', light: 'dark', dark: 'auto' } as const;
  return (
    <div className="shell-account">
      <Text size="sm" title={session.pools ? `Pools: ${session.pools.join(', ')}` : 'All pools'}>
        {session.name ?? session.actor}
      </Text>
      <Button
        size="xs"
        variant="default"
        onClick={() => setColorScheme(next[colorScheme])}
        title="Switch between the colours of your system, light and dark"
      >
        Colours: {colorScheme}
      </Button>
      <Button size="xs" variant="default" onClick={() => void leave()}>
        Sign out
      </Button>
    </div>
  );
}
