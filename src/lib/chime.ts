/** Two tones, a fourth apart: in hertz, and how long the first one lasts and both do, in seconds. */
const TONES = [784, 1046.5] as const;
const FIRST_S = 0.09;
const WHOLE_S = 0.34;
/** Where 1 is as loud as the device is set. */
const LOUDNESS = 0.09;
/** A sound that begins at once begins with a click. */
const ATTACK_S = 0.012;
/** Next to nothing: an exponential fall never reaches it. */
const SILENCE = 0.0001;

let context: AudioContext | null = null;

/**
 * Plays a short sound. Does nothing where the browser cannot, or may not yet: before the person has
 * done anything with the page, it would only complain.
 */
export function chime(): void {
  if (typeof AudioContext === 'undefined' || !navigator.userActivation.hasBeenActive) return;
  context ??= new AudioContext();
  const { currentTime: now, destination } = context;
  const volume = context.createGain();
  volume.gain.setValueAtTime(SILENCE, now);
  volume.gain.exponentialRampToValueAtTime(LOUDNESS, now + ATTACK_S);
  volume.gain.exponentialRampToValueAtTime(SILENCE, now + WHOLE_S);
  const tone = context.createOscillator();
  tone.frequency.setValueAtTime(TONES[0], now);
  tone.frequency.setValueAtTime(TONES[1], now + FIRST_S);
  tone.connect(volume).connect(destination);
  tone.start(now);
  tone.stop(now + WHOLE_S);
  // Between sounds the device need not be kept awake; both may be refused, which is as good as silence.
  const rest = context;
  tone.onended = () => void rest.suspend().catch(() => undefined);
  void context.resume().catch(() => undefined);
}
