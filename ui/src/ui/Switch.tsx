import { Switch as AriaSwitch } from "react-aria-components";

interface SwitchProps {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
}

/** On or off, at once. */
export function Switch({ label, hint, on, onChange, disabled }: SwitchProps) {
  return (
    <AriaSwitch
      isSelected={on}
      onChange={onChange}
      isDisabled={disabled}
      className="group flex min-h-8 items-center gap-3 rounded-md text-sm"
    >
      <span className="grow">
        <span className="block">{label}</span>
        {hint && <span className="block text-muted text-xs">{hint}</span>}
      </span>
      <span className="flex h-[18px] w-8 shrink-0 items-center rounded-full border border-border-strong bg-subtle px-px transition-colors group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-accent group-data-[focus-visible]:outline-offset-2 group-selected:border-accent-solid group-selected:bg-accent-solid">
        <span className="size-3.5 rounded-full bg-border-strong transition-transform group-selected:translate-x-3.5 group-selected:bg-on-accent" />
      </span>
    </AriaSwitch>
  );
}
