import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeUser, createUser, usersQuery } from "@/api/admin";
import type { User } from "@/api/admin-types";
import { useNames } from "@/api/directory";
import { useMe } from "@/api/me";
import { keys } from "@/api/query-keys";
import type { Role } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { CheckList } from "@/ui/CheckList";
import { CopyButton } from "@/ui/CopyButton";
import { TextField } from "@/ui/Field";
import { Switch } from "@/ui/Switch";
import { toast } from "@/ui/Toast";
import { EditorSheet } from "../EditorSheet";
import { ROLES } from "../roles/grants";
import { useEditor } from "../useEditor";
import { FactorResetDialog } from "./FactorResetDialog";
import { PasswordDialog } from "./PasswordDialog";
import {
  NEW_PERSON,
  newPerson,
  type PersonDraft,
  personChange,
  personDraft,
  randomPassword,
  wrongNumbers,
} from "./person-form";
import { SignOnResetDialog } from "./SignOnResetDialog";

const FIELDS = ["email", "name", "roles", "password", "chat_capacity", "mail_capacity", "queues"];

/** The form of a person, or of a new one. */
export function PersonSheet({ user, onClose }: { user?: User; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const cache = useQueryClient();
  const { directory } = useNames();
  const [resetting, setResetting] = useState(false);
  const [unfactoring, setUnfactoring] = useState(false);
  const [forgetting, setForgetting] = useState(false);
  // Held while the form is open: what it is compared with must not be sorted anew.
  const [order] = useState(() => ({
    roles: ROLES,
    queues: directory.queues.map((queue) => queue.id),
  }));
  const toDraft = (item: User | undefined): PersonDraft =>
    item ? personDraft(item, order) : NEW_PERSON;
  const editor = useEditor<User | undefined, PersonDraft>({
    item: user,
    toDraft,
    check: (draft) =>
      Object.fromEntries(wrongNumbers(draft).map((field) => [field, t("wholeNumber")])),
    save: (item, draft) =>
      item ? changeUser(item, personChange(toDraft(item), draft)) : createUser(newPerson(draft)),
    reload: async () => {
      const users = await cache.fetchQuery({ ...usersQuery, staleTime: 0 });
      return users.find((each) => each.id === user?.id);
    },
    onSaved: (saved) => {
      void cache.invalidateQueries({ queryKey: keys.admin("users") });
      void cache.invalidateQueries({ queryKey: keys.directory });
      toast(t("saved", { name: saved?.name ?? "" }));
      onClose();
    },
  });
  const { draft, set, errorOf } = editor;
  return (
    <EditorSheet
      editor={editor}
      creating={!user}
      fields={FIELDS}
      title={user?.name ?? t("people.add")}
      hint={user ? undefined : t("people.addHint")}
      badge={user && !user.active && <Badge icon="lock">{t("people.inactive")}</Badge>}
      onClose={onClose}
    >
      <TextField
        label={t("field.email")}
        type="email"
        autoComplete="off"
        isRequired={!user}
        isDisabled={Boolean(user)}
        autoFocus={!user}
        value={draft.email}
        onChange={(email) => set({ email })}
        error={errorOf("email")}
        hint={user ? t("people.emailFixed") : undefined}
      />
      <TextField
        label={t("field.name")}
        isRequired
        autoFocus={Boolean(user)}
        value={draft.name}
        onChange={(name) => set({ name })}
        error={errorOf("name")}
      />
      {!user && (
        <FirstPassword
          value={draft.password}
          onChange={(password) => set({ password })}
          error={errorOf("password")}
        />
      )}
      <Roles value={draft.roles} onChange={(roles) => set({ roles })} error={errorOf("roles")} />
      <CheckList
        label={t("field.queues")}
        hint={t("people.queuesHint")}
        error={errorOf("queues")}
        options={directory.queues
          .filter((queue) => !queue.archived || draft.queues.includes(queue.id))
          .map((queue) => ({
            id: queue.id,
            label: queue.name,
            note: queue.archived ? t("archived") : undefined,
          }))}
        value={draft.queues}
        onChange={(queues) => set({ queues })}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={t("people.chatCapacity")}
          inputMode="numeric"
          value={draft.chatCapacity}
          onChange={(chatCapacity) => set({ chatCapacity })}
          error={errorOf("chat_capacity")}
        />
        <TextField
          label={t("people.mailCapacity")}
          inputMode="numeric"
          value={draft.mailCapacity}
          onChange={(mailCapacity) => set({ mailCapacity })}
          error={errorOf("mail_capacity")}
        />
      </div>
      {user && (
        <>
          <Switch
            label={t("people.inUse")}
            hint={t("people.inUseHint")}
            on={draft.active}
            onChange={(active) => set({ active })}
          />
          <div className="flex flex-wrap gap-2">
            <Button icon="key" onPress={() => setResetting(true)}>
              {t("people.resetPassword")}
            </Button>
            <Button icon="shield" onPress={() => setUnfactoring(true)}>
              {t("people.resetFactor")}
            </Button>
            <Button icon="link" onPress={() => setForgetting(true)}>
              {t("people.forgetSignOn")}
            </Button>
          </div>
        </>
      )}
      {user && resetting && <PasswordDialog user={user} onClose={() => setResetting(false)} />}
      {user && unfactoring && (
        <FactorResetDialog user={user} onClose={() => setUnfactoring(false)} />
      )}
      {user && forgetting && <SignOnResetDialog user={user} onClose={() => setForgetting(false)} />}
    </EditorSheet>
  );
}

interface RolesProps {
  value: Role[];
  onChange: (roles: Role[]) => void;
  error: string | null;
}

/** Only a system administrator makes another one; others do not see that choice. */
function Roles({ value, onChange, error }: RolesProps) {
  const { t } = useTranslation("admin");
  const { t: c } = useTranslation("common");
  const me = useMe();
  const offered = ROLES.filter(
    (role) => role !== "system_admin" || me.roles.includes("system_admin") || value.includes(role),
  );
  return (
    <CheckList
      label={t("field.roles")}
      hint={t("people.rolesHint")}
      error={error}
      options={offered.map((id) => ({ id, label: c(`role.${id}`) }))}
      value={value}
      onChange={onChange}
    />
  );
}

interface FirstPasswordProps {
  value: string;
  onChange: (password: string) => void;
  error: string | null;
}

/** A password that is typed or drawn, shown so that it can be handed over. */
export function FirstPassword({ value, onChange, error }: FirstPasswordProps) {
  const { t } = useTranslation("admin");
  return (
    <div className="flex items-start gap-2">
      <TextField
        label={t("people.password")}
        hint={t("people.passwordHint")}
        isRequired
        autoComplete="new-password"
        value={value}
        onChange={onChange}
        error={error}
        className="grow"
      />
      <span className="flex gap-1 pt-6">
        <Button size="sm" onPress={() => onChange(randomPassword())}>
          {t("people.draw")}
        </Button>
        {value && <CopyButton text={value} name={t("people.copyPassword")} />}
      </span>
    </div>
  );
}
