import { useSyncExternalStore } from "react";
import { settings } from "@/lib/settings";

/** Hertz and seconds of the two notes of an offer. */
const NOTES: [number, number, number][] = [
  [660, 0, 0.14],
  [880, 0.16, 0.22],
];
const VOLUME = 0.12;
/** Milliseconds after which a browser that has not begun to play does not let us. */
const PATIENCE_MS = 400;

let context: AudioContext | null = null;
let blocked = false;
const listeners = new Set<() => void>();

function setBlocked(value: boolean): void {
  if (blocked === value) return;
  blocked = value;
  for (const listener of listeners) listener();
}

function open(): AudioContext | null {
  if (context || typeof AudioContext === "undefined") return context;
  context = new AudioContext();
  context.onstatechange = () => {
    if (context?.state === "running") setBlocked(false);
  };
  return context;
}

/** Asks the browser for sound. From a gesture it always agrees. */
export async function wakeSound(): Promise<boolean> {
  const audio = open();
  if (!audio) return false;
  if (audio.state !== "running") {
    // Without a gesture the promise may stay open until there is one.
    const patience = new Promise((done) => setTimeout(done, PATIENCE_MS));
    await Promise.race([audio.resume(), patience]).catch(() => undefined);
  }
  const running = audio.state === "running";
  setBlocked(!running);
  return running;
}

/**
 * Browsers start sound only from a gesture: until one has unlocked it, each tries. Returns how to
 * stop listening.
 */
export function unlockSound(): () => void {
  const kinds = ["pointerdown", "keydown"] as const;
  const stop = () => {
    for (const kind of kinds) window.removeEventListener(kind, unlock, true);
  };
  const unlock = () => void wakeSound().then((running) => running && stop());
  for (const kind of kinds) window.addEventListener(kind, unlock, true);
  return stop;
}

/** Two rising notes. Silent while the setting is off or the browser lets nothing be heard. */
export async function playOffer(): Promise<void> {
  if (!settings.get().sound || !(await wakeSound()) || !context) return;
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

/** Whether the browser lets no offer be heard. */
export function useSoundBlocked(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    () => blocked,
  );
}
