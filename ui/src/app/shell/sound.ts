import { settings } from "@/lib/settings";

/** Hertz and seconds of the two notes of an offer. */
const NOTES: [number, number, number][] = [
  [660, 0, 0.14],
  [880, 0.16, 0.22],
];
const VOLUME = 0.12;

let context: AudioContext | null = null;

/** Browsers start sound only from a gesture: the first one of the session unlocks it. */
export function unlockSound(): void {
  const unlock = () => {
    context ??= new AudioContext();
    void context.resume();
  };
  window.addEventListener("pointerdown", unlock, { once: true, capture: true });
  window.addEventListener("keydown", unlock, { once: true, capture: true });
}

/** Two rising notes. Silent while the setting is off or no gesture has unlocked sound yet. */
export function playOffer(): void {
  if (!settings.get().sound || context?.state !== "running") return;
  const audio = context;
  for (const [frequency, start, length] of NOTES) {
    const from = audio.currentTime + start;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.type = "sine";
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(VOLUME, from + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, from + length);
    tone.connect(gain).connect(audio.destination);
    tone.start(from);
    tone.stop(from + length);
  }
}
