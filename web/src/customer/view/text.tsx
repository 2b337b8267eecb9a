// Text as it is drawn: addresses become links, the few marks of `rich` become elements.
import { Fragment, type ReactNode } from 'react';

const ADDRESS = /\bhttps?:\/\/[^\s<>"'，。！？；：、（）《》「」]+/gi;

function Away({ href, children }: { href: string; children: ReactNode }) {
  return <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a>;
}

/** Only http and https lead anywhere; a point or bracket at the end belongs to the sentence. */
export function linked(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const url = match[0].replace(/[.,;:!?)\]}]+$/, '');
    out.push(text.slice(from, match.index), <Away key={match.index} href={url}>{url}</Away>);
    from = match.index + url.length;
  }
  out.push(text.slice(from));
  return out;
}

const INLINE = /(`[^`]+`)|(\*\*[^*]+\*\*)|(~~[^~]+~~)|(\*[^*]+\*|_[^_]+_)|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/;

function inline(text: string): ReactNode {
  const match = INLINE.exec(text);
  if (!match) return linked(text);
  const [all, code, bold, strike, italic, label, url] = match;
  const middle = code ? <code>{code.slice(1, -1)}</code>
    : bold ? <b>{inline(bold.slice(2, -2))}</b>
    : strike ? <s>{inline(strike.slice(2, -2))}</s>
    : italic ? <i>{inline(italic.slice(1, -1))}</i>
    : <Away href={url!}>{label}</Away>;
  return <>{linked(text.slice(0, match.index))}{middle}{inline(text.slice(match.index + all.length))}</>;
}

function block(text: string, key: number): ReactNode {
  const lines = text.split('\n');
  if (lines.every((line) => /^\s*([-*+]|\d+\.)\s/.test(line)))
    return <ul key={key}>{lines.map((line, i) => <li key={i}>{inline(line.replace(/^\s*([-*+]|\d+\.)\s/, ''))}</li>)}</ul>;
  if (lines.every((line) => line.startsWith('>')))
    return <blockquote key={key}>{lines.map((line, i) => <Fragment key={i}>{i > 0 && <br />}{inline(line.replace(/^>\s?/, ''))}</Fragment>)}</blockquote>;
  const heading = /^#{1,6}\s+(.*)$/.exec(text);
  if (heading) return <p key={key} className="text"><b>{inline(heading[1]!)}</b></p>;
  return <p key={key} className="text">{lines.map((line, i) => <Fragment key={i}>{i > 0 && '\n'}{inline(line)}</Fragment>)}</p>;
}

export function Markdown({ source }: { source: string }) {
  // Odd parts stand between fences.
  const parts = source.split(/^```[^\n]*\n?/m);
  return <>{parts.map((part, i) => (i % 2
    ? <pre key={i}>{part}</pre>
    : <Fragment key={i}>{part.split(/\n{2,}|\n(?=#)/).filter((one) => one.trim()).map((one, j) => block(one.trim(), j))}</Fragment>))}</>;
}
