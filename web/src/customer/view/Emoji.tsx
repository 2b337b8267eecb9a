// A small picker: the faces and signs that people send most. Arrow keys move through it.
import { useRef, type KeyboardEvent } from 'react';
import { say } from '../words';

const ALL = [...new Intl.Segmenter().segment(
  '😀😄😁😂🤣😊😉😍🥰😘😋😎🤗🤔😐😏🙄😴😔😢😭😅😓😳😱😡🥳😇🤝👍👎👌✌️🤞👏🙏💪👋❤️💔🎉🎁🌹☕🍻🎂🔥⭐✨💯✅❌❓❗⏰📞📷📍📎📦🚗✈️🏠💰🛒☀️🌧️🌙🐶🐱🍀')].map((one) => one.segment);
const ACROSS = 8;

export default function Emoji({ onPick }: { onPick: (emoji: string) => void }) {
  const grid = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent, at: number) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: ACROSS, ArrowUp: -ACROSS };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    (grid.current?.children[at + step] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className="emoji" ref={grid} role="group" aria-label={say('emoji')}>
      {ALL.map((emoji, i) => (
        <button type="button" key={emoji} tabIndex={i === 0 ? 0 : -1} onClick={() => onPick(emoji)} onKeyDown={(event) => move(event, i)}>{emoji}</button>
      ))}
    </div>
  );
}
