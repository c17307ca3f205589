import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/newsreader/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/prose.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { keepOffline } from './state/offline.ts';

mount(App, { target: document.getElementById('page')! });
if (import.meta.env.PROD) keepOffline();
