/** What is pictured: an address, what is done there, how it looks. */
export const SCENES = [
  { name: "shell-light", path: "/", wait: 1500 },
  { name: "shell-dark", path: "/", dark: true, wait: 1500 },
  { name: "sign-in", path: "/sign-in", wait: 800 },
];
