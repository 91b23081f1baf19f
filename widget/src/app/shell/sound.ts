/** A short two-tone chime, made on the spot: no sound file to load. */

let audio: AudioContext | null = null;

/** Plays the chime; silent where the browser has not been allowed to make sound yet. */
export function chime(): void {
  audio ??= new AudioContext();
  const context = audio;
  void context.resume().then(
    () => {
      tone(context, 880, 0);
      tone(context, 1318.5, 0.12);
    },
    () => undefined,
  );
}

/** One tone of `hertz`, starting `delay` seconds from now and fading out. */
function tone(context: AudioContext, hertz: number, delay: number): void {
  const at = context.currentTime + delay;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.08, at + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.35);
  gain.connect(context.destination);
  const oscillator = context.createOscillator();
  oscillator.frequency.value = hertz;
  oscillator.connect(gain);
  oscillator.start(at);
  oscillator.stop(at + 0.4);
}
