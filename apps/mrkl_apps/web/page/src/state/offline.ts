// Lets the browser keep the page's own files.

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): {
    createScriptURL(url: string): string;
  };
}

export function keepOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  // The only script address that the page ever makes.
  const policy = trustedTypes?.createPolicy('mrkl', { createScriptURL: () => '/worker.js' });
  const address = policy ? policy.createScriptURL('') : '/worker.js';
  window.addEventListener('load', () => {
    navigator.serviceWorker.register(address).catch(() => undefined);
  });
}
