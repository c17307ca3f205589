// Keeps the page's own files, so that it opens without network. What the server says is never kept.
const CACHE = `mrkl-${"44edb364aefa806e"}`;
const SHELL = ["/","/favicon.svg","/assets/highlight-CnwF0JHa.js","/assets/index-D6v83hfu.js","/assets/index-Dw6wyYKb.css","/assets/inter-latin-wght-normal-Dx4kXJAl.woff2","/assets/jetbrains-mono-latin-wght-normal-B9CIFXIH.woff2","/assets/katex-9ovltFOr.js","/assets/katex-DF6jnMcS.css","/assets/newsreader-latin-wght-normal-CCVVNp6i.woff2"];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name.startsWith('mrkl-') && name !== CACHE);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith('/assets/')) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  } else if (request.mode === 'navigate' && (url.pathname === '/' || url.pathname.startsWith('/c/'))) {
    event.respondWith(fetch(request).catch(() => caches.match('/')));
  }
});
