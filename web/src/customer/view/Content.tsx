// What stands in a bubble. All of it is text or made of our own elements; nothing of a message becomes markup.
import { useEffect, useRef, useState } from 'react';
import type { Body } from '../../protocol/types';
import type { Visit } from '../visit';
import { say } from '../words';
import { Icon } from './parts';
import { linked, Markdown } from './text';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** One line of a message, where it is quoted. */
export function preview(body: Body): string {
  switch (body.kind) {
    case 'text': return text(body.text);
    case 'rich': return text(body.markdown);
    case 'image': return `[${say('image')}]`;
    case 'voice': return `[${say('voice')}]`;
    case 'location': return `[${say('place')}] ${text(body.name)}`;
    case 'recalled': return say('recalled');
    default: return text(body.name) || text(body.title) || `[${say('message')}]`;
  }
}

function useBlob(visit: Visit, file: string, size?: 'small' | 'medium', wanted = true): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    if (wanted && file) visit.blob(file, size).then((blob) => { if (!gone) setUrl(blob); }, () => undefined);
    return () => { gone = true; };
  }, [visit, file, size, wanted]);
  return url;
}

/** Save under its name; a link with `download` needs the bytes first. */
function useSave(visit: Visit, body: Body): () => void {
  return () => {
    visit.blob(text(body.file)).then((url) => {
      const link = document.createElement('a');
      link.href = url;
      link.download = text(body.name) || 'file';
      link.click();
    }, () => undefined);
  };
}

function Picture({ body, visit }: { body: Body; visit: Visit }) {
  const medium = ((body.thumbnails as string[] | undefined) ?? []).includes('medium');
  const url = useBlob(visit, text(body.file), medium ? 'medium' : undefined);
  const [open, setOpen] = useState(false);
  const width = Number(body.width) || 4, height = Number(body.height) || 3;
  return (
    <>
      <button type="button" className="plain" aria-label={`${say('open_picture')} ${text(body.name)}`} onClick={() => setOpen(true)}>
        {url ? <img className="picture" src={url} alt={text(body.name)} width={width} height={height} /> : <span className="picture empty"><Icon name="image" /></span>}
      </button>
      {open && <Viewer body={body} visit={visit} onClose={() => setOpen(false)} />}
    </>
  );
}

function Viewer({ body, visit, onClose }: { body: Body; visit: Visit; onClose: () => void }) {
  const url = useBlob(visit, text(body.file));
  const save = useSave(visit, body);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog className="viewer" ref={dialog} onClose={onClose} aria-label={text(body.name)}>
      {url && <img src={url} alt={text(body.name)} onClick={onClose} />}
      <div className="viewer-tools">
        <button type="button" onClick={save}>{say('download', { name: '' })}</button>
        <button type="button" onClick={onClose} aria-label={say('close')}><Icon name="close" /></button>
      </div>
    </dialog>
  );
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function File({ body, visit }: { body: Body; visit: Visit }) {
  const save = useSave(visit, body);
  return (
    <button type="button" className="plain file-card" onClick={save} aria-label={say('download', { name: text(body.name) })}>
      <span className="file-mark"><Icon name="file" /></span>
      <span className="file-name">{text(body.name) || say('file')}<small>{size(Number(body.size) || 0)}</small></span>
    </button>
  );
}

function Voice({ body, visit }: { body: Body; visit: Visit }) {
  const [wanted, setWanted] = useState(false);
  const [playing, setPlaying] = useState(false);
  const url = useBlob(visit, text(body.file), undefined, wanted);
  const audio = useRef<HTMLAudioElement>(null);
  const seconds = Math.max(1, Math.round((Number(body.duration_ms) || 0) / 1000));
  useEffect(() => { if (url) void audio.current?.play().catch(() => undefined); }, [url]);
  const toggle = () => {
    if (!url) setWanted(true);
    else if (playing) audio.current?.pause();
    else void audio.current?.play().catch(() => undefined);
  };
  return (
    <button type="button" className="plain voice-clip" onClick={toggle} aria-label={`${say(playing ? 'pause' : 'play')}, ${say('voice')}, ${say('seconds', { n: seconds })}`}>
      <Icon name={playing ? 'pause' : 'play'} filled={!playing} />
      <span className={`wave w${Math.min(6, Math.ceil(seconds / 10))}`} aria-hidden="true">{Array.from({ length: 18 }, (_, i) => <i key={i} />)}</span>
      <span>{seconds}″</span>
      {url && <audio ref={audio} src={url} onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onEnded={() => setPlaying(false)} />}
    </button>
  );
}

function Video({ body, visit }: { body: Body; visit: Visit }) {
  const [wanted, setWanted] = useState(false);
  const url = useBlob(visit, text(body.file), undefined, wanted);
  if (url) return <video className="picture" src={url} controls autoPlay playsInline />;
  return (
    <button type="button" className="plain picture empty" aria-label={`${say('play')} ${text(body.name)}`} onClick={() => setWanted(true)}><Icon name="play" filled /></button>
  );
}

function host(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return '';
  }
}

function LinkCard({ url, title, description }: { url: string; title: string; description: string }) {
  if (!/^https?:\/\//i.test(url)) return <>{title}</>;
  return (
    <a className="link-card" href={url} target="_blank" rel="noopener noreferrer nofollow">
      <b>{title || url}</b>
      {description && <span>{description}</span>}
      <small><Icon name="link" />{host(url)}</small>
    </a>
  );
}

function Place({ body }: { body: Body }) {
  const latitude = Number(body.latitude), longitude = Number(body.longitude);
  const at = `${latitude.toFixed(5)},${longitude.toFixed(5)}`;
  return (
    <a className="link-card place" target="_blank" rel="noopener noreferrer nofollow"
      href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}>
      <b><Icon name="place" />{text(body.name) || say('place')}</b>
      <span>{text(body.address)}</span>
      <small>{at}</small>
    </a>
  );
}

interface Article { url?: string; title?: string; description?: string }

export function Content({ body, visit }: { body: Body; visit: Visit }) {
  switch (body.kind) {
    case 'text': return <p className="text">{linked(text(body.text))}</p>;
    case 'rich': return <Markdown source={text(body.markdown)} />;
    case 'image': return body.name ? <Picture body={body} visit={visit} /> : <span className="picture empty"><Icon name="image" /></span>;
    case 'file': return <File body={body} visit={visit} />;
    case 'voice': return <Voice body={body} visit={visit} />;
    case 'video': return <Video body={body} visit={visit} />;
    case 'location': return <Place body={body} />;
    case 'link': return <LinkCard url={text(body.url)} title={text(body.title)} description={text(body.description)} />;
    case 'news':
      return <>{((body.articles as Article[] | undefined) ?? []).map((one, i) => (
        <LinkCard key={i} url={text(one.url)} title={text(one.title)} description={text(one.description)} />))}</>;
    default: return <p className="text muted">{say('unknown')}</p>;
  }
}
