import { useEffect, useState } from "react";
import { serverNow } from "@/lib/clock";
import { useSettings } from "@/lib/settings";
import { formatDuration } from "@/lib/time";

/** The server's time, read each second while mounted. */
export function useSecond(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** A duration that runs: `3分20秒`. */
export function Elapsed({ since, className }: { since: string; className?: string }) {
  const { language } = useSettings();
  const seconds = (useSecond() - new Date(since).getTime()) / 1000;
  return (
    <span className={className ?? "tnum"} role="timer">
      {formatDuration(seconds, language)}
    </span>
  );
}
