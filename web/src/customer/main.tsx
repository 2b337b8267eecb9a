// The customer's page: starts the visit that the address names.
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { Frame } from './frame';
import './style.css';
import { Visit } from './visit';
import { language } from './words';

const code = decodeURIComponent(location.pathname.split('/')[2] ?? '');
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';

const manifest = document.createElement('link');
manifest.rel = 'manifest';
manifest.href = `/c/${encodeURIComponent(code)}/app.webmanifest`;
document.head.append(manifest);

const visit = new Visit(code);
const frame = new URLSearchParams(location.search).has('embed') && window.parent !== window ? new Frame(visit) : null;
if (frame) document.documentElement.classList.add('embedded');
createRoot(document.getElementById('root')!).render(<App visit={visit} frame={frame} />);
// In a frame the site may still say who this is.
if (frame) void frame.greeted().then(visit.open);
else void visit.open();
