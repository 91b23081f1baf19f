import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import { settings } from "@/lib/settings";

/** One chunk per language and feature, fetched when first shown. */
const files = import.meta.glob<{ default: Record<string, unknown> }>("./{ja,en}/*.json");

const backend: BackendModule = {
  type: "backend",
  init() {},
  read(language, namespace, done) {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`no texts for ${language}/${namespace}`), null);
      return;
    }
    load().then(
      (module) => done(null, module.default as never),
      (error: Error) => done(error, null),
    );
  },
};

/** Starts translation with the stored language; Japanese is source and fallback. */
export async function startI18n(): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: settings.get().language,
      fallbackLng: "ja",
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  settings.subscribe(() => {
    const { language } = settings.get();
    if (i18next.language !== language) void i18next.changeLanguage(language);
  });
}
