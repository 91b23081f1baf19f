import { changeMe } from "@/api/account";
import { type Settings, settings } from "@/lib/settings";

/** Changes the language here and on the account, so that e-mails and refusals follow it. */
export function setLanguage(language: Settings["language"]): void {
  settings.set({ language });
  changeMe({ locale: language }).catch(() => {
    // The desk has changed already; the account follows with the next change.
  });
}
