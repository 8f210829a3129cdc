import './ui/tokens.css';
import './ui/fonts.css';
import '@mantine/core/styles.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { loadFirstPage } from './app/router.tsx';
import { askSessionEarly } from './lib/client/session.ts';
import { chooseLanguage } from './lib/messages/messages.ts';
import { preferences } from './lib/preferences.ts';

askSessionEarly();
const { language } = preferences();
const speaking = chooseLanguage(language === null ? navigator.languages : [language]);
loadFirstPage(); // with the texts of the language that was just chosen
await speaking;

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
