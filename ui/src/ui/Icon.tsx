/** The icon set: 20 × 20 strokes drawn for this application. */
const PATHS = {
  inbox:
    "M3 11l2.6-6.2A1.5 1.5 0 0 1 7 4h6a1.5 1.5 0 0 1 1.4.8L17 11v4a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15zM3 11h4l1 2h4l1-2h4",
  board: "M3.5 3.5h5v6h-5zM11.5 3.5h5v3.5h-5zM11.5 10h5v6.5h-5zM3.5 12.5h5v4h-5z",
  settings:
    "M10 7.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8M10 2.5l.8 2 2 .8 2-1 1.5 1.5-1 2 .8 2 1.9.7v2l-2 .8-.7 1.9 1 2-1.6 1.5-2-1-1.9.8-.8 2h-2l-.8-2-2-.8-1.9 1-1.5-1.6 1-2-.8-1.9-2-.8v-2l2-.7.8-2-1-2 1.5-1.5 2 1 2-.8.7-1.9z",
  admin: "M10 2.8l6 2.4v4.3c0 3.6-2.4 6.3-6 7.7-3.6-1.4-6-4.1-6-7.7V5.2zM7.5 9.8l1.8 1.8 3.3-3.4",
  book: "M4 4.5A1.5 1.5 0 0 1 5.5 3H16v12H5.5A1.5 1.5 0 0 0 4 16.5zM4 16.5A1.5 1.5 0 0 0 5.5 17.5H16V15M7.5 6.5h5",
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M13 13l3.8 3.8",
  chat: "M3.5 5A1.5 1.5 0 0 1 5 3.5h10A1.5 1.5 0 0 1 16.5 5v7a1.5 1.5 0 0 1-1.5 1.5H9L5.5 16.5v-3H5A1.5 1.5 0 0 1 3.5 12z",
  mail: "M3 5.5A1.5 1.5 0 0 1 4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5zM3.3 5.5L10 10.5l6.7-5",
  task: "M5 3.5h10A1.5 1.5 0 0 1 16.5 5v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15V5A1.5 1.5 0 0 1 5 3.5M7 10l2.2 2.2L13.2 8",
  user: "M10 3.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M4 16.5c.4-3 2.8-4.7 6-4.7s5.6 1.7 6 4.7",
  users:
    "M7.5 4a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4M2.5 16c.3-2.7 2.3-4.2 5-4.2s4.7 1.5 5 4.2M13 4.3a2.7 2.7 0 0 1 0 4.9M14.3 12c1.8.4 3 1.8 3.2 4",
  queue: "M3.5 5h13M3.5 10h13M3.5 15h8",
  check: "M4 10.5l4 4 8-9",
  "check-double": "M2 10.5l3.5 4 7-9M9.5 13l1.3 1.5 7-9",
  close: "M5 5l10 10M15 5L5 15",
  plus: "M10 4v12M4 10h12",
  chevron: "M7.5 5l5 5-5 5",
  down: "M5 7.5l5 5 5-5",
  left: "M12.5 5l-5 5 5 5",
  transfer: "M4 7h11M12 4l3 3-3 3M16 13H5M8 10l-3 3 3 3",
  reopen: "M4 10a6 6 0 1 1 1.8 4.3M4 15.5V11h4.5",
  clip: "M14.5 9.5l-5.3 5.3a3.2 3.2 0 0 1-4.5-4.5l6-6a2.2 2.2 0 0 1 3.1 3.1l-6 6a1.1 1.1 0 0 1-1.6-1.6l5.3-5.3",
  file: "M5.5 3h6L15 6.5v9A1.5 1.5 0 0 1 13.5 17h-8A1.5 1.5 0 0 1 4 15.5v-11A1.5 1.5 0 0 1 5.5 3M11.5 3v3.5H15",
  image:
    "M4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5v-9A1.5 1.5 0 0 1 4.5 4M3.5 14l4-4 3 3 2-2 4 4M12.5 7.5h.01",
  send: "M3.5 10L16.5 4l-4 12.5-3-5zM9.5 11.5l7-7.5",
  note: "M4 4.5h12v8l-3.5 3.5H4zM12.5 16v-3.5H16M7 8h6M7 11h3",
  lock: "M5.5 9h9v7.5h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9",
  bell: "M5 13.5V9a5 5 0 0 1 10 0v4.5l1.2 1.5H3.8zM8.5 17h3",
  "bell-off": "M5 13.5V9a5 5 0 0 1 8-4M15 9v4.5l1.2 1.5H3.8M8.5 17h3M3.5 3.5l13 13",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4.2l2.8 1.8",
  cart: "M3 4h2l1.6 8.5h8L16.5 6.5H5.5M7.5 15.5h.01M14 15.5h.01",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1",
  tag: "M3.5 4v5.5l7 7 6-6-7-7H4a.5.5 0 0 0-.5.5M7 7h.01",
  edit: "M4 16l.7-3.2L13 4.5l2.5 2.5-8.3 8.3zM11.5 6l2.5 2.5",
  filter: "M3.5 5h13M6 10h8M8.5 15h3",
  warn: "M10 3.5l7.2 12.5H2.8zM10 8.5v3.5M10 14h.01",
  info: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 9v4.5M10 6.5h.01",
  retry: "M16 10a6 6 0 1 1-1.8-4.3M16 4.5V9h-4.5",
  panel: "M3.5 4h13v12h-13zM12.5 4v12",
  sidebar: "M3.5 4h13v12h-13zM7.5 4v12",
  keyboard: "M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.7h7",
  help: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M8 8a2 2 0 1 1 2.8 1.9c-.5.2-.8.6-.8 1.1v.5M10 13.8h.01",
  signout: "M8 3.5H4.5v13H8M12 6.5l3.5 3.5-3.5 3.5M15.5 10H8",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  external: "M8 5H4.5v10.5H15V12M11 4h5v5M16 4l-7 7",
  download: "M10 3.5v9M6.5 9l3.5 3.5L13.5 9M4 16h12",
  wifi: "M2.5 8a11 11 0 0 1 15 0M5 11a7 7 0 0 1 10 0M7.7 13.8a3.3 3.3 0 0 1 4.6 0M10 16.3h.01",
  phone:
    "M5 3.5h3l1.3 3.5-1.8 1.3a9 9 0 0 0 4.2 4.2L13 10.7l3.5 1.3v3a1.5 1.5 0 0 1-1.7 1.5A12.5 12.5 0 0 1 3.5 5.2 1.5 1.5 0 0 1 5 3.5",
  at: "M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0v1.2c0 1 .7 1.8 1.7 1.8 1.2 0 2.3-1.2 2.3-3a7 7 0 1 0-2.8 5.6",
  up: "M10 16V4.5M5.5 9L10 4.5 14.5 9",
  flag: "M5 17V3.5h9.5L12.5 7l2 3.5H5",
  globe: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M3 10h14M10 3c-4 4-4 10 0 14M10 3c4 4 4 10 0 14",
  home: "M3.5 9.5L10 3.5l6.5 6M5 8.5V16.5h10V8.5",
  bot: "M4.5 7.5h11v8h-11zM10 7.5V4.5M7.5 11h.01M12.5 11h.01",
  building:
    "M4.5 17V3.5h8V17M12.5 8h3.5V17M2.5 17h15M7 6.5h.01M10 6.5h.01M7 9.5h.01M10 9.5h.01M7 12.5h.01M10 12.5h.01",
  shield: "M10 2.8l6 2.4v4.3c0 3.6-2.4 6.3-6 7.7-3.6-1.4-6-4.1-6-7.7V5.2z",
  copy: "M8 7h8.5v9.5H8zM12.5 7V3.5h-9V13H8",
  archive: "M3 4h14v3.5H3zM4.5 7.5V16h11V7.5M8 10.5h4",
  key: "M12.5 3.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8M9.7 10.3L3.5 16.5M5.5 14.5l2 2",
  plug: "M7 3v4M13 3v4M5 7h10v2.5a5 5 0 0 1-10 0zM10 14.5V17",
} as const;

export type IconName = keyof typeof PATHS;

interface IconProps {
  name: IconName;
  /** Edge length in CSS pixels. */
  size?: number;
  className?: string;
  /** A name for readers; without one the icon is decoration. */
  label?: string;
}

export function Icon({ name, size = 16, className, label }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={size >= 20 ? 1.5 : 1.65}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
      style={{ flex: "none" }}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
