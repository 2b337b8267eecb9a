// Which screen is shown.
import { useSyncExternalStore } from 'react';
import type { Frame } from './frame';
import { ChatScreen } from './view/ChatScreen';
import { CloseFrame } from './view/parts';
import { Closed, Message, Welcome } from './view/screens';
import type { Visit } from './visit';
import { say } from './words';

export function App({ visit, frame }: { visit: Visit; frame: Frame | null }) {
  const state = useSyncExternalStore(visit.subscribe, () => visit.state);
  if (state.stage === 'chat' && state.chat) return <ChatScreen visit={visit} state={state} frame={frame} />;
  return (
    <div className="screen">
      {frame && <CloseFrame frame={frame} />}
      {state.stage === 'loading' && <p className="muted" role="status">{say('loading')}</p>}
      {state.stage === 'welcome' && <Welcome visit={visit} state={state} />}
      {state.stage === 'closed' && <Closed state={state} visit={visit} />}
      {state.stage === 'missing' && <Message title={say('missing_title')} text={say('missing_text')} />}
      {state.stage === 'waiting' && <Message title={say('waiting_title')} text={say('waiting_text')} look={state.look} />}
      {state.stage === 'refused' && <Message title={say('refused_title')} text={say('refused_text')} look={state.look} />}
      {state.stage === 'failed' && (
        <Message title={say('failed_title')} text={say([429, 503].includes(state.problem?.status ?? 0) ? 'busy_text' : 'failed_text')}>
          <button className="primary" onClick={() => void visit.open()}>{say('again')}</button>
        </Message>
      )}
    </div>
  );
}
