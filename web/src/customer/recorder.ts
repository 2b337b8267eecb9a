// Records a clip and makes WAV of it: the one form that every browser and every other client plays.
export const MOST_SECONDS = 59;
const RATE = 16000;

export const canRecord = typeof MediaRecorder !== 'undefined' && Boolean(navigator.mediaDevices?.getUserMedia);

export interface Recorder {
  stop(): Promise<Blob>;
  cancel(): void;
}

export async function record(): Promise<Recorder> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.start();
  const release = () => stream.getTracks().forEach((track) => track.stop());
  const ended = new Promise<void>((resolve) => { recorder.onstop = () => resolve(); });
  return {
    cancel: () => {
      if (recorder.state !== 'inactive') recorder.stop();
      release();
    },
    stop: async () => {
      if (recorder.state !== 'inactive') recorder.stop();
      await ended;
      release();
      return wav(await samples(await new Blob(parts, { type: recorder.mimeType }).arrayBuffer()));
    },
  };
}

/** Whatever the browser recorded, as one channel of 16,000 samples a second. */
async function samples(bytes: ArrayBuffer): Promise<Float32Array> {
  const decoded = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  const context = new OfflineAudioContext(1, Math.max(1, Math.ceil(decoded.duration * RATE)), RATE);
  const source = context.createBufferSource();
  source.buffer = decoded;
  source.connect(context.destination);
  source.start();
  return (await context.startRendering()).getChannelData(0);
}

function wav(sound: Float32Array): Blob {
  const view = new DataView(new ArrayBuffer(44 + sound.length * 2));
  const name = (at: number, text: string) => [...text].forEach((char, i) => view.setUint8(at + i, char.charCodeAt(0)));
  name(0, 'RIFF');
  view.setUint32(4, 36 + sound.length * 2, true);
  name(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  name(36, 'data');
  view.setUint32(40, sound.length * 2, true);
  sound.forEach((value, i) => view.setInt16(44 + i * 2, Math.max(-1, Math.min(1, value)) * 0x7fff, true));
  return new Blob([view], { type: 'audio/wav' });
}
