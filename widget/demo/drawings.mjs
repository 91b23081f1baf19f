/** Drawings of the goods, made for this demo: flat shapes on a 200 × 200 field, no image files. */

const INK = '#3a352e';
const IRON = '#4b4d4f';
const IRON_LIGHT = '#6d7072';
const WOOD = '#d9b27c';
const WOOD_DARK = '#b98d55';
const CLAY = '#8a5a3c';
const CLAY_DARK = '#6d4429';
const WHITE = '#fbf9f4';
const BLUE = '#4a6a8a';
const GREEN = '#6f8560';
const STEEL = '#c3c8ca';
const RED = '#a4533c';

const line = (d, colour = INK, width = 3) =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const area = (d, fill) => `<path d="${d}" fill="${fill}"/>`;
const ellipse = (cx, cy, rx, ry, fill) =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}"/>`;
const shadow = (rx = 62, cy = 160) => ellipse(100, cy, rx, 7, '#00000014');

/** Parallel strokes from x1 to x2, each moved by `dx`. */
const strokes = (n, x, dx, y1, y2, spread, colour, width) =>
  Array.from({ length: n }, (_, i) => {
    const top = x + i * dx;
    return line(`M${top} ${y1}L${100 + (top - 100) * spread} ${y2}`, colour, width);
  }).join('');

/** One drawing per product. */
export const DRAWINGS = {
  donabe: [
    shadow(70, 158),
    area('M38 100h124c0 34-22 54-62 54s-62-20-62-54z', CLAY),
    area('M38 100h124c0 7-1 13-3 19H41c-2-6-3-12-3-19z', CLAY_DARK),
    area('M36 98c6-28 30-42 64-42s58 14 64 42z', WHITE),
    area('M36 98c1-5 3-9 5-13 38 8 80 8 118 0 2 4 4 8 5 13z', '#e9dfcc'),
    line('M72 74q7-7 14 0t14 0 14 0 14 0', BLUE, 3),
    line('M48 80c7-9 15-14 25-17', '#ffffff', 3),
    `<rect x="86" y="42" width="28" height="14" rx="7" fill="${CLAY}"/>`,
    `<rect x="20" y="100" width="24" height="13" rx="6" fill="${CLAY_DARK}"/>`,
    `<rect x="156" y="100" width="24" height="13" rx="6" fill="${CLAY_DARK}"/>`,
  ],
  tetsubin: [
    shadow(60, 160),
    line('M58 92C52 34 148 34 142 92', IRON, 7),
    area('M52 112c0-22 20-34 48-34s48 12 48 34c0 28-16 46-48 46s-48-18-48-46z', IRON),
    area('M145 104l28-16 6 8-31 30z', IRON),
    ellipse(100, 80, 27, 7, IRON_LIGHT),
    ellipse(100, 77, 23, 5, IRON),
    `<circle cx="100" cy="69" r="6" fill="${IRON_LIGHT}"/>`,
    ...[0, 1, 2, 3, 4, 5, 6].flatMap((i) =>
      [0, 1, 2].map(
        (j) => `<circle cx="${67 + i * 11}" cy="${104 + j * 12}" r="2.2" fill="${IRON_LIGHT}"/>`,
      ),
    ),
  ],
  ohitsu: [
    shadow(64, 160),
    area('M44 86h112l-5 72H49z', WOOD),
    ...[62, 81, 100, 119, 138].map((x) => line(`M${x} 88v68`, WOOD_DARK, 1.5)),
    area('M45 104h110l-.6 8H45.600z', '#a06a35'),
    area('M47 138h106l-.6 8H47.600z', '#a06a35'),
    ellipse(100, 82, 64, 13, WOOD_DARK),
    ellipse(100, 78, 64, 13, '#e6c594'),
    `<rect x="58" y="64" width="84" height="11" rx="3" fill="${WOOD_DARK}"/>`,
  ],
  hocho: [
    shadow(74, 138),
    area('M22 92l98-14v42c-42 2-80-6-98-28z', STEEL),
    line('M26 95c22 17 56 23 94 21', '#9aa1a4', 2),
    line('M34 92l82-11', '#dfe3e4', 2),
    `<rect x="120" y="80" width="8" height="34" fill="${IRON}"/>`,
    area('M128 82h50q6 2 6 8v4q0 6-6 8l-50 4z', CLAY_DARK),
    `<circle cx="144" cy="94" r="2.500" fill="${STEEL}"/><circle cx="166" cy="93" r="2.500" fill="${STEEL}"/>`,
  ],
  manaita: [
    shadow(74, 156),
    `<rect x="32" y="52" width="136" height="98" rx="6" fill="${WOOD}"/>`,
    `<rect x="32" y="144" width="136" height="8" rx="3" fill="${WOOD_DARK}"/>`,
    line(
      'M46 70q36 8 72 0t38 2M44 92q50-8 112 2M46 114q26 8 60 0t50 2M46 132q50-6 108 0',
      '#c79b61',
      1.6,
    ),
    ellipse(128, 92, 10, 5, '#c08f54'),
    `<circle cx="52" cy="66" r="6" fill="#f6efe4"/>`,
  ],
  meshiwan: [
    shadow(46, 156),
    area('M48 84h104c0 38-20 60-52 60s-52-22-52-60z', WHITE),
    `<rect x="82" y="142" width="36" height="12" rx="2" fill="#e9e2d5"/>`,
    ellipse(100, 84, 52, 12, '#ece5d8'),
    area('M60 84c4-24 22-34 40-34s36 10 40 34a40 9 0 0 1-80 0z', '#fffdf8'),
    line('M80 70l6 3M98 62l6 2M112 74l6-3M92 78l6 2', '#d8d2c4', 2.5),
    line('M54 106q12-10 23 0t23 0 23 0 23 0M60 120q10-8 20 0t20 0 20 0 20 0', BLUE, 3),
  ],
  kyusu: [
    shadow(60, 156),
    area('M48 110c0-24 22-36 50-36s50 12 50 36-18 44-50 44-50-20-50-44z', RED),
    area('M138 92l36-20 7 10-38 34z', RED),
    `<rect x="8" y="112" width="48" height="15" rx="7" fill="#8d4330" transform="rotate(-14 32 119)"/>`,
    ellipse(98, 77, 30, 8, '#8d4330'),
    ellipse(98, 73, 26, 6, RED),
    `<circle cx="98" cy="65" r="7" fill="#8d4330"/>`,
    line('M58 124q40 16 80 0', '#bb6c54', 2.5),
  ],
  fukin: [
    shadow(66, 156),
    ...[
      [138, '#e7dfd0'],
      [124, '#9fb3a0'],
      [110, '#e9c9a8'],
      [96, '#8fa5b8'],
      [82, WHITE],
    ].map(
      ([y, fill]) => `<rect x="36" y="${y - 2}" width="128" height="17" rx="7" fill="${fill}"/>`,
    ),
    area('M36 86q0-26 12-26h104q12 0 12 26z', '#fffdf8'),
    line(
      'M54 66v18M70 63v22M86 63v22M102 63v22M118 63v22M134 63v22M150 66v18M44 72h112M42 80h116',
      '#e2dac9',
      1.4,
    ),
    line('M128 74q8-8 14 0-6 8-14 0M124 74h4', GREEN, 2),
  ],
  houki: [
    shadow(52, 166),
    line('M100 18v70', WOOD_DARK, 8),
    line('M100 20v66', WOOD, 4),
    area('M84 84h32l34 78H50z', '#8b6b45'),
    strokes(13, 86, 2.4, 88, 160, 3.1, '#6f5231', 1.6),
    area('M82 82h36l3 12H79z', RED),
    line('M78 106h44M73 116h54', '#f1e3c8', 2.5),
  ],
  zaru: [
    shadow(70, 150),
    ellipse(100, 104, 74, 44, '#c9a968'),
    ellipse(100, 98, 74, 42, '#dcc284'),
    ellipse(100, 98, 60, 32, '#cfb273'),
    ...[-45, -30, -15, 0, 15, 30, 45].map((x) =>
      line(
        `M${100 + x} ${98 - Math.sqrt(1 - (x / 60) ** 2) * 32}V${98 + Math.sqrt(1 - (x / 60) ** 2) * 32}`,
        '#b2914f',
        2,
      ),
    ),
    ...[-20, -10, 0, 10, 20].map((y) =>
      line(
        `M${100 - Math.sqrt(1 - (y / 32) ** 2) * 60} ${98 + y}H${100 + Math.sqrt(1 - (y / 32) ** 2) * 60}`,
        '#b2914f',
        2,
      ),
    ),
    line('M28 92l8 8M172 92l-8 8M70 60l6 8M130 60l-6 8', CLAY, 4),
  ],
  tawashi: [
    shadow(58, 150),
    line('M150 84q30-18 24 12t-26 12', INK, 4),
    ellipse(100, 108, 58, 36, '#7b5836'),
    ...Array.from({ length: 30 }, (_, i) => {
      const a = (i / 30) * Math.PI * 2;
      const [c, s] = [Math.cos(a), Math.sin(a)];
      return line(
        `M${(100 + c * 48).toFixed(1)} ${(108 + s * 28).toFixed(1)}L${(100 + c * 66).toFixed(1)} ${(108 + s * 43).toFixed(1)}`,
        '#694a2c',
        3,
      );
    }),
    ellipse(100, 108, 34, 17, '#5d4026'),
    ellipse(100, 106, 26, 11, '#7b5836'),
  ],
  kago: [
    shadow(64, 160),
    line('M62 88C58 22 142 22 138 88', CLAY_DARK, 6),
    area('M40 86h120l-12 72H52z', '#9c744a'),
    ...[98, 112, 126, 140].map((y) =>
      line(`M${42 + (y - 86) / 6} ${y}H${158 - (y - 86) / 6}`, '#7b5836', 5),
    ),
    ...[58, 72, 86, 100, 114, 128, 142].map((x) =>
      line(`M${x} 90L${100 + (x - 100) * 0.82} 155`, '#b88f62', 4),
    ),
    `<rect x="36" y="80" width="128" height="13" rx="6" fill="${CLAY_DARK}"/>`,
  ],
};

/** The drawing as an inline picture; `label` is read by screen readers, null for decoration. */
export function drawing(name, label) {
  const role = label === null ? 'aria-hidden="true"' : `role="img" aria-label="${label}"`;
  return `<svg viewBox="0 0 200 200" ${role}>${DRAWINGS[name].join('')}</svg>`;
}
