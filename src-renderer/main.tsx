import './ui/tokens.css';
import './ui/fonts.css';
import '@mantine/core/styles.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { chooseLanguage } from './lib/messages/messages.ts';
import { preferences } from './lib/preferences.ts';

const { language } = preferences();
await chooseLanguage(language === null ? navigator.languages : [language]);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
