import type { Me } from "@/api/types";
import { AccountMenu } from "./AccountMenu";
import { PresenceSwitch } from "./PresenceSwitch";
import { SettingsPopover } from "./SettingsPopover";

/** Everything in the top bar that opens something. */
export default function TopMenus({ me }: { me: Me }) {
  return (
    <>
      {me.permissions.includes("work.take") && <PresenceSwitch />}
      <SettingsPopover />
      <AccountMenu me={me} />
    </>
  );
}
