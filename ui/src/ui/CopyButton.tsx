import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "./Announcer";
import { Button } from "./Button";
import { toast } from "./Toast";

/** Milliseconds the button says that it has copied. */
const SAID_MS = 2_000;

/** Puts a text on the clipboard; pages without TLS have no clipboard API, so that may fail. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

interface CopyButtonProps {
  text: string;
  /** What the button says; "copy" when absent. */
  label?: string;
  /** Its whole name for readers. */
  name?: string;
}

/** Copies a text and says so. */
export function CopyButton({ text, label, name }: CopyButtonProps) {
  const { t } = useTranslation("common");
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const run = async () => {
    if (!(await copy(text))) {
      toast(t("copy.failed"), "bad");
      return;
    }
    announce(t("copy.done"));
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <Button
      size="sm"
      icon={copied ? "check" : "copy"}
      onPress={() => void run()}
      aria-label={name && !copied ? name : undefined}
    >
      {copied ? t("copy.done") : (label ?? t("copy.do"))}
    </Button>
  );
}
