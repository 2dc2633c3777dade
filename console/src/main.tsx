import { createTheme, MantineProvider, Modal } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/queries.js';
import { App } from './app/app.js';
import styles from './styles.css?inline';

const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: { light: 9, dark: 9 },
  cursorType: 'pointer',
  autoContrast: true,
  components: {
    // Locking would create a style element, which the policy of the page forbids.
    Modal: Modal.extend({ defaultProps: { lockScroll: false } }),
  },
});

/** The policy of the page allows only styles with this nonce. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';

// The styles are a part of the script, so that a first visit is two requests: see vite.config.ts.
const style = document.createElement('style');
style.nonce = nonce;
style.textContent = styles;
document.head.append(style);

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
