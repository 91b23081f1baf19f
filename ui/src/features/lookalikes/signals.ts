import { useTranslation } from "react-i18next";
import type { LikenessSignal } from "@/api/types";

/** Findings that speak for two people. */
const AGAINST: ReadonlySet<LikenessSignal> = new Set<LikenessSignal>([
  "same_household",
  "different_member",
  "different_name",
  "different_reading",
  "different_phone",
]);

/** How findings are called, and which way they point. */
export function useSignalNames() {
  const { t } = useTranslation("customer");
  return {
    name: (signal: LikenessSignal) => t(`lookalike.signal.${signal}`),
    speaksFor: (signal: LikenessSignal) => !AGAINST.has(signal),
  };
}
