import type { ReactNode } from "react";
import { Tabs as AriaTabs, type Key, Tab, TabList, TabPanel } from "react-aria-components";
import { cx } from "@/lib/cx";

export interface TabSpec<T extends string> {
  id: T;
  title: ReactNode;
  /** Omit to render only the tab; the panel is then elsewhere. */
  body?: () => ReactNode;
}

interface TabsProps<T extends string> {
  label: string;
  tabs: TabSpec<T>[];
  value: T;
  onChange: (value: T) => void;
  className?: string;
}

/** Underlined tabs; only the chosen panel exists. */
export function Tabs<T extends string>({ label, tabs, value, onChange, className }: TabsProps<T>) {
  return (
    <AriaTabs
      selectedKey={value}
      onSelectionChange={(key: Key) => onChange(key as T)}
      className={cx("flex min-h-0 flex-col", className)}
    >
      <TabList
        aria-label={label}
        items={tabs}
        className="flex shrink-0 gap-3 border-border border-b px-3"
      >
        {(tab) => (
          <Tab className="-mb-px ring-inset-focus flex h-9 items-center gap-1 border-transparent border-b-2 px-1 text-muted text-xs hover:text-text selected:border-accent selected:font-medium selected:text-text">
            {tab.title}
          </Tab>
        )}
      </TabList>
      {tabs.map(
        (tab) =>
          tab.body && (
            <TabPanel
              key={tab.id}
              id={tab.id}
              className="min-h-0 grow overflow-y-auto outline-none"
            >
              {tab.body()}
            </TabPanel>
          ),
      )}
    </AriaTabs>
  );
}
