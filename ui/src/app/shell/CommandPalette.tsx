import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import {
  Dialog as AriaDialog,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Autocomplete,
  Header,
  Input,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useMe } from "@/api/me";
import type { CaseRow, Page } from "@/api/types";
import { channelIcon } from "@/lib/channel";
import { type Command, pageCommands } from "@/lib/commands";
import { customerName } from "@/lib/names";
import { settings } from "@/lib/settings";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import { optionLook } from "@/ui/Menu";
import { navigationFor } from "../navigation";
import { useSignOut } from "./AccountMenu";
import { setLanguage } from "./language";
import { useSetPresence } from "./PresenceSwitch";

/** Cases shown for the typed words. */
const CASES = 6;

interface PaletteProps {
  onClose: () => void;
  onHelp: () => void;
}

/** ⌘K: go anywhere, do anything, find any case. */
export default function CommandPalette({ onClose, onHelp }: PaletteProps) {
  const { t } = useTranslation("common");
  const [text, setText] = useState("");
  const { contains } = useFilter({ sensitivity: "base", ignorePunctuation: true });
  const sections = useSections(text, onHelp);
  const commands = useMemo(() => sections.flatMap((section) => section.commands), [sections]);

  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className="animate-fade fixed inset-0 z-40 flex items-start justify-center bg-backdrop px-4 pt-[12vh]"
    >
      <Modal className="w-full max-w-xl">
        <AriaDialog
          data-modal
          aria-label={t("palette.title")}
          className="animate-pop flex max-h-[64vh] flex-col overflow-hidden rounded-xl border border-border bg-raised shadow-pop outline-none"
        >
          <Autocomplete
            inputValue={text}
            onInputChange={setText}
            filter={(value, input) => value.startsWith("#") || contains(value, input)}
          >
            <SearchField
              aria-label={t("palette.title")}
              autoFocus
              className="flex items-center gap-2 border-border border-b px-4"
            >
              <Icon name="search" className="text-muted" />
              <Input
                placeholder={t("palette.placeholder")}
                className="h-12 grow bg-transparent text-base outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
              />
            </SearchField>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <div tabIndex={0} className="ring-inset-focus min-h-0 grow overflow-y-auto">
              <AriaMenu
                aria-label={t("palette.title")}
                onAction={(key) => {
                  onClose();
                  commands.find((command) => command.id === key)?.run();
                }}
                renderEmptyState={() => (
                  <p className="px-3 py-6 text-center text-muted text-sm">{t("palette.empty")}</p>
                )}
                className="p-1.5 outline-none"
              >
                {sections.map((section) => (
                  <MenuSection key={section.title} aria-label={section.title}>
                    <Header className="px-2 pt-2 pb-1 text-2xs text-muted">{section.title}</Header>
                    {section.commands.map((command) => (
                      <PaletteItem key={command.id} command={command} />
                    ))}
                  </MenuSection>
                ))}
              </AriaMenu>
            </div>
          </Autocomplete>
          <p className="border-border border-t px-4 py-2 text-2xs text-muted">
            {t("palette.hint")}
          </p>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteItem({ command }: { command: Command }) {
  return (
    <AriaMenuItem
      id={command.id}
      // Cases were found by the server: their text need not contain what was typed.
      textValue={command.id.startsWith("case:") ? `#${command.label}` : command.label}
      className={optionLook}
    >
      <Icon name={command.icon} className="text-muted" />
      <span className="min-w-0 grow truncate">{command.label}</span>
      {command.keys && <Kbd>{command.keys}</Kbd>}
    </AriaMenuItem>
  );
}

interface Section {
  title: string;
  commands: Command[];
}

function useSections(text: string, onHelp: () => void): Section[] {
  const { t } = useTranslation("common");
  const cases = useCaseCommands(text);
  const navigation = useNavigationCommands();
  const general = useGeneralCommands(onHelp);
  return [
    { title: t("palette.cases"), commands: cases },
    { title: t("palette.actions"), commands: [...pageCommands(), ...general] },
    { title: t("palette.goTo"), commands: navigation },
  ].filter((section) => section.commands.length > 0);
}

function useNavigationCommands(): Command[] {
  const { t } = useTranslation("common");
  const me = useMe();
  const navigate = useNavigate();
  return navigationFor(me.permissions).map((item) => ({
    id: `go:${item.key}`,
    label: t(`nav.${item.key}`),
    icon: item.icon,
    run: () => {
      if (item.external) window.open(item.to, "_blank", "noreferrer");
      else void navigate({ to: item.to });
    },
  }));
}

function useGeneralCommands(onHelp: () => void): Command[] {
  const { t } = useTranslation("common");
  const me = useMe();
  const presence = useSetPresence();
  const leave = useSignOut();
  const states: Command[] = me.permissions.includes("work.take")
    ? [
        {
          id: "available",
          label: t("palette.setAvailable"),
          icon: "check",
          run: () => presence.mutate("available"),
        },
        {
          id: "away",
          label: t("palette.setAway"),
          icon: "clock",
          run: () => presence.mutate("away"),
        },
        {
          id: "wrap_up",
          label: t("palette.setWrapUp"),
          icon: "edit",
          run: () => presence.mutate("wrap_up"),
        },
      ]
    : [];
  return [
    ...states,
    {
      id: "theme-light",
      label: t("palette.themeLight"),
      icon: "settings",
      run: () => settings.set({ theme: "light" }),
    },
    {
      id: "theme-dark",
      label: t("palette.themeDark"),
      icon: "settings",
      run: () => settings.set({ theme: "dark" }),
    },
    {
      id: "theme-system",
      label: t("palette.themeSystem"),
      icon: "settings",
      run: () => settings.set({ theme: "system" }),
    },
    {
      id: "language",
      label: t("palette.languageOther"),
      icon: "globe",
      run: () => setLanguage(settings.get().language === "ja" ? "en" : "ja"),
    },
    { id: "help", label: t("palette.shortcuts"), icon: "keyboard", keys: "?", run: onHelp },
    { id: "sign-out", label: t("palette.signOut"), icon: "signout", run: () => void leave() },
  ];
}

/** Cases for what was typed: a number, a name, words of the subject. */
function useCaseCommands(text: string): Command[] {
  const { t } = useTranslation("common");
  const navigate = useNavigate();
  const q = useDeferredValue(text.trim());
  const { data } = useQuery({
    queryKey: ["palette", q],
    queryFn: ({ signal }) =>
      api.get<Page<CaseRow>>("/cases", { view: "all", q, limit: CASES }, signal),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  if (q === "") return [];
  return (data?.items ?? []).map((row) => ({
    id: `case:${row.id}`,
    label: `#${row.number} ${customerName(row.customer, t)} — ${row.subject || row.snippet}`,
    icon: channelIcon(row.channel_kind),
    run: () =>
      void navigate({
        to: "/inbox/{-$view}/{-$caseId}",
        params: { view: "all", caseId: row.id },
      }),
  }));
}
