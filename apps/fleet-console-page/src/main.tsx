import '@cloudscape-design/global-styles/index.css';
import './console.css';
import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ConsoleApp } from './shell/console-app';

const place = document.getElementById('console');
if (place === null) {
  throw new Error('The page has no place for the console');
}
createRoot(place).render(
  <StrictMode>
    <I18nProvider locale="en" messages={[messages]}>
      <ConsoleApp />
    </I18nProvider>
  </StrictMode>,
);
