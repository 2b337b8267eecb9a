// "Add to home screen": Chromium offers it to the page, on Apple's telephones it is in the browser's own menu.
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let offered: InstallPrompt | null = null;
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offered = event as InstallPrompt;
});

const standalone = matchMedia('(display-mode: standalone)').matches;

export function canInstall(): boolean {
  return offered !== null && !standalone;
}

export async function install(): Promise<void> {
  await offered?.prompt();
  offered = null;
}

export const onApple = /iPhone|iPad/.test(navigator.userAgent) && !standalone && window.parent === window;
