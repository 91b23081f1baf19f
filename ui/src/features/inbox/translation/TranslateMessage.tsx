import { lazy, Suspense } from "react";
import { useNames } from "@/api/directory";
import type { Message } from "@/api/types";
import { reads } from "@/lib/language";
import { useSettings } from "@/lib/settings";

const Translated = lazy(() => import("./Translated"));

/** What a customer wrote in another language can be had in the reader's. */
export function TranslateMessage({ message }: { message: Message }) {
  const { language } = useSettings();
  const { directory } = useNames();
  const offered =
    message.kind === "inbound" &&
    directory.translates_to.includes(language) &&
    !reads(language, message.text);
  return offered ? (
    <Suspense fallback={null}>
      <Translated message={message} />
    </Suspense>
  ) : null;
}
