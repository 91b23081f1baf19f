import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/ui/Badge";
import { CopyButton } from "@/ui/CopyButton";
import type { IconName } from "@/ui/Icon";
import { curl } from "./curl";
import type { OpenApi, Operation, Parameter } from "./document";
import { MethodMark } from "./MethodMark";
import { Prose } from "./Prose";
import { SchemaTree } from "./SchemaTree";
import { described } from "./schema";

interface OperationDetailProps {
  document: OpenApi;
  operation: Operation;
}

/** One operation: who may, what goes in, what comes out. */
export function OperationDetail({ document, operation }: OperationDetailProps) {
  const { t } = useTranslation("developers");
  const command = curl(document, operation, location.origin);
  return (
    <article className="flex max-w-4xl flex-col gap-6">
      <header className="flex flex-col gap-2">
        <h1 className="flex items-baseline gap-1 font-mono text-base">
          <MethodMark method={operation.method} />
          {operation.path}
        </h1>
        <Prose text={operation.summary} className="text-sm" />
        <div className="flex items-center gap-2">
          <Access access={operation.access} />
          {operation.csrf && <Badge icon="key">x-csrf-token</Badge>}
        </div>
      </header>
      {operation.parameters.length > 0 && (
        <Part title={t("parameters")}>
          <Parameters document={document} parameters={operation.parameters} />
        </Part>
      )}
      {operation.body && (
        <Part title={t("request")} note={operation.body.type}>
          <SchemaTree document={document} schema={operation.body.schema} />
        </Part>
      )}
      {operation.answers.map((answer) => (
        <Part
          key={answer.status}
          title={answer.status === "default" ? t("otherwise") : t("answer", answer)}
          note={answer.type ?? undefined}
        >
          <Prose text={answer.description} className="text-muted text-xs" />
          {answer.schema && <SchemaTree document={document} schema={answer.schema} />}
        </Part>
      ))}
      <Part title="curl" tools={<CopyButton text={command} name={t("copyCurl")} />}>
        <pre className="whitespace-pre-wrap rounded-md border border-border bg-subtle px-3 py-2 text-xs">
          {command}
        </pre>
      </Part>
    </article>
  );
}

interface PartProps {
  title: string;
  note?: string;
  tools?: ReactNode;
  children: ReactNode;
}

function Part({ title, note, tools, children }: PartProps) {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <h2 className="text-sm">{title}</h2>
        {note && <code className="text-2xs text-muted">{note}</code>}
        <span className="grow" />
        {tools}
      </div>
      {children}
    </section>
  );
}

const OPEN = ["public", "session", "visitor"] as const;
const LOOK: Record<(typeof OPEN)[number], { tone: Tone; icon: IconName }> = {
  public: { tone: "ok", icon: "globe" },
  session: { tone: "info", icon: "user" },
  visitor: { tone: "info", icon: "chat" },
};

function Access({ access }: { access: string }) {
  const { t } = useTranslation("developers");
  const open = OPEN.find((each) => each === access);
  if (open) {
    return (
      <Badge tone={LOOK[open].tone} icon={LOOK[open].icon}>
        {t(`access.${open}`)}
      </Badge>
    );
  }
  return (
    <Badge tone="accent" icon="shield">
      {t("access.needs", { permission: access })}
    </Badge>
  );
}

function Parameters({ document, parameters }: { document: OpenApi; parameters: Parameter[] }) {
  const { t } = useTranslation("developers");
  return (
    <div className="overflow-hidden rounded-lg border border-border">
      <table aria-label={t("parameters")} className="w-full text-sm">
        <tbody>
          {parameters.map((parameter) => {
            const type = described(document, parameter.schema ?? {});
            return (
              <tr
                key={`${parameter.in} ${parameter.name}`}
                className="border-border border-b align-top last:border-0"
              >
                <th
                  scope="row"
                  className="w-44 px-3 py-1.5 text-left font-medium font-mono text-xs"
                >
                  {parameter.name}
                  {parameter.required && (
                    <span className="ml-1 font-normal font-sans text-2xs text-bad">
                      {t("required")}
                    </span>
                  )}
                </th>
                <td className="w-16 px-3 py-1.5 text-muted text-xs">{parameter.in}</td>
                <td className="w-36 px-3 py-1.5 font-mono text-info text-xs">{type.type}</td>
                <td className="px-3 py-1.5 text-xs">
                  <Prose text={parameter.description ?? ""} />
                  {type.choices.length > 0 && <Choices choices={type.choices} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The values a field may have. */
export function Choices({ choices }: { choices: string[] }) {
  return (
    <span className="mt-0.5 flex flex-wrap gap-1">
      {choices.map((choice) => (
        <code key={choice} className="rounded bg-subtle px-1 text-2xs text-text">
          {choice}
        </code>
      ))}
    </span>
  );
}
