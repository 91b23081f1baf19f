import { useInfiniteQuery } from "@tanstack/react-query";
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
import { useMe } from "@/api/me";
import { searchQuery } from "@/api/search";
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

/** Things of each kind shown for the typed words. */
const EACH = 4;

interface PaletteProps {
  onClose: () => void;
  onHelp: () => void;
}

/** ⌘K: go anywhere, do anything, find anything. */
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
      // What the server found need not contain what was typed as it was typed.
      textValue={command.id.startsWith("found:") ? `#${command.label}` : command.label}
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
  const found = useFoundSections(text);
  const navigation = useNavigationCommands();
  const general = useGeneralCommands(onHelp);
  return [
    // What is called by its name comes first; what is found comes later and moves nothing.
    { title: t("palette.actions"), commands: [...pageCommands(), ...general] },
    { title: t("palette.goTo"), commands: navigation },
    ...found,
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

/** What the server finds for what was typed, and the way to all of it. */
function useFoundSections(text: string): Section[] {
  const { t } = useTranslation("common");
  const me = useMe();
  const navigate = useNavigate();
  const q = useDeferredValue(text.trim());
  const enabled = q !== "" && me.permissions.includes("case.read");
  const { data } = useInfiniteQuery({ ...searchQuery(q, undefined, EACH), enabled });
  // All of it comes at once, so that the first thing found is the first in the list.
  if (!enabled || !data) return [];
  const openCase = (caseId: string) =>
    void navigate({ to: "/inbox/{-$view}/{-$caseId}", params: { view: "all", caseId } });
  const found: Record<"case" | "customer" | "message", Command[]> = {
    case: [],
    customer: [],
    message: [],
  };
  for (const hit of data.pages[0]?.items ?? []) {
    if (hit.kind === "case") {
      const row = hit.case;
      found.case.push({
        id: `found:case:${row.id}`,
        label: `#${row.number} ${customerName(row.customer, t)} — ${row.subject || row.snippet}`,
        icon: channelIcon(row.channel_kind),
        run: () => openCase(row.id),
      });
    } else if (hit.kind === "customer") {
      const { id, company, email } = hit.customer;
      found.customer.push({
        id: `found:customer:${id}`,
        label: [customerName(hit.customer, t), company || email].filter(Boolean).join(" — "),
        icon: "user",
        run: () => void navigate({ to: "/search", search: { q, customer: id } }),
      });
    } else if (hit.kind === "message") {
      found.message.push({
        id: `found:message:${hit.message}`,
        label: `#${hit.case.number} ${hit.snippet.map((piece) => piece.text).join("")}`,
        icon: "note",
        run: () => openCase(hit.case.id),
      });
    }
  }
  const everything: Command = {
    id: "found:everything",
    label: t("palette.everything", { q }),
    icon: "search",
    run: () => void navigate({ to: "/search", search: { q } }),
  };
  return [
    { title: t("palette.cases"), commands: found.case },
    { title: t("palette.customers"), commands: found.customer },
    { title: t("palette.messages"), commands: found.message },
    { title: t("nav.search"), commands: [everything] },
  ];
}
