import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Button } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { signOut } from "@/api/account";
import { queryClient } from "@/api/query-client";
import type { Me } from "@/api/types";
import { stopLive } from "@/realtime/live";
import { Avatar } from "@/ui/Avatar";
import { Menu, MenuItem } from "@/ui/Menu";
import { problemText } from "@/ui/Problem";
import { toast } from "@/ui/Toast";

const PasswordDialog = lazy(() => import("./PasswordDialog"));
const FactorDialog = lazy(() => import("./FactorDialog"));

/** Ends the session and leaves nothing of the person behind. */
export function useSignOut(): () => Promise<void> {
  const { t } = useTranslation("common");
  const navigate = useNavigate();
  return async () => {
    try {
      await signOut();
    } catch (error) {
      toast(problemText(error, t("actionFailed")), "bad");
      return;
    }
    stopLive();
    await navigate({ to: "/sign-in" });
    queryClient.clear();
  };
}

export function AccountMenu({ me }: { me: Me }) {
  const { t } = useTranslation("common");
  const leave = useSignOut();
  const [password, setPassword] = useState(false);
  const [factor, setFactor] = useState(false);
  return (
    <>
      <Menu
        label={t("account.menu")}
        placement="bottom end"
        onAction={(key) => {
          if (key === "password") setPassword(true);
          else if (key === "factor") setFactor(true);
          else void leave();
        }}
        trigger={
          <Button
            aria-label={`${t("account.menu")}: ${me.name}`}
            className="flex size-8 shrink-0 items-center justify-center rounded-full"
          >
            <Avatar name={me.name} />
          </Button>
        }
      >
        <MenuItem id="password" icon="lock">
          {t("account.password")}
        </MenuItem>
        <MenuItem id="factor" icon="shield">
          {t("factor.menu")}
        </MenuItem>
        <MenuItem id="sign-out" icon="signout">
          {t("account.signOut")}
        </MenuItem>
      </Menu>
      {password && (
        <Suspense fallback={null}>
          <PasswordDialog onClose={() => setPassword(false)} />
        </Suspense>
      )}
      {factor && (
        <Suspense fallback={null}>
          <FactorDialog onClose={() => setFactor(false)} />
        </Suspense>
      )}
    </>
  );
}
