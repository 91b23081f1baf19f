/** Checking files before they are uploaded. */
import type { ChannelConfig } from '../../wire.ts';

/** Why a file is not taken. */
export type Refusal = 'empty' | 'too-big' | 'wrong-type' | 'too-many';

/** Whether a file fits the channel's limits when `already` others are attached. */
export function refusal(
  file: { name: string; type: string; size: number },
  already: number,
  config: ChannelConfig,
): Refusal | null {
  if (already >= config.max_files) return 'too-many';
  if (!accepts(file, config.upload.types)) return 'wrong-type';
  if (file.size === 0) return 'empty';
  return file.size > config.upload.max_bytes ? 'too-big' : null;
}

/** Matches `image/png`, `image/*`, `.pdf` and any/any. */
function accepts(file: { name: string; type: string }, types: string[]): boolean {
  const mime = file.type.toLowerCase().split(';')[0] ?? '';
  const name = file.name.toLowerCase();
  return types.some((type) => {
    const want = type.toLowerCase();
    if (want.startsWith('.')) return name.endsWith(want);
    if (want === '*/*') return true;
    return want.endsWith('/*') ? mime.startsWith(want.slice(0, -1)) : mime === want;
  });
}

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** Whether browsers show it as a picture without running anything in it (so: no SVG). */
export function isPicture(mime: string): boolean {
  return PICTURES.has(mime.toLowerCase());
}

/** A size for people: `820 B`, `34 KB`, `1.2 MB`. */
export function sizeText(bytes: number, locale: string): string {
  const [value, unit] =
    bytes < 1024
      ? [bytes, 'B']
      : bytes < 1024 ** 2
        ? [bytes / 1024, 'KB']
        : [bytes / 1024 ** 2, 'MB'];
  const digits = value < 10 && unit === 'MB' ? 1 : 0;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${unit}`;
}
