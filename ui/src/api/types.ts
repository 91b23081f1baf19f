/**
 * The API's types by name. They come from `schema.d.ts`, which `npm run gen-api` writes from
 * `docs/openapi.json`, which the Rust types are the source of: a change there that the desk does
 * not follow is a type error here.
 */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

/**
 * An answer: what may be missing by the schema is there as `null`, since the server writes every
 * field.
 */
type Answered<T> = T extends (infer U)[]
  ? Answered<U>[]
  : T extends object
    ? { [K in keyof T]-?: Answered<Exclude<T[K], undefined>> }
    : T;

export type Answer<Name extends keyof Schemas> = Answered<Schemas[Name]>;
/** A request: optional fields may be left out. */
export type Ask<Name extends keyof Schemas> = Schemas[Name];

export type UserId = Schemas["UserId"];
export type TenantId = Schemas["TenantId"];
export type CustomerId = Schemas["CustomerId"];
export type CaseId = Schemas["CaseId"];
export type InteractionId = Schemas["InteractionId"];
export type MessageId = Schemas["MessageId"];
export type ChannelId = Schemas["ChannelId"];
export type QueueId = Schemas["QueueId"];
export type CategoryId = Schemas["CategoryId"];
export type OfferId = Schemas["OfferId"];
export type AttachmentId = Schemas["AttachmentId"];
export type HoursId = Schemas["HoursId"];
export type SlaPolicyId = Schemas["SlaPolicyId"];

/** Everything of one person: handed out, and erased. */
export type Erasure = Answer<"Erasure">;
export type NewErasure = Ask<"NewErasure">;
export type PrivacyState = Answer<"PrivacyState">;

/** Consent by purpose and way. */
export type ConsentBasis = Schemas["ConsentBasis"];
export type ConsentChannel = Schemas["ConsentChannel"];
export type ConsentDecision = Schemas["ConsentDecision"];
export type ConsentPurpose = Answer<"ConsentPurpose">;
export type ConsentPurposeChange = Ask<"ConsentPurposeChange">;
export type NewConsentPurpose = Ask<"NewConsentPurpose">;
export type ConsentStanding = Answer<"ConsentStanding">;
export type ConsentEntry = Answer<"ConsentEntry">;
export type Consents = Answer<"Consents">;
export type NewConsent = Ask<"NewConsent">;

/** Canned replies with gaps. */
export type Template = Answer<"Template">;
export type TemplateRow = Answer<"TemplateRow">;
export type TemplateText = Answer<"TemplateText">;
export type TemplateUsed = Omit<Answer<"TemplateUsed">, "case"> & { case: CaseRow };
export type TemplateVariable = Answer<"TemplateVariable">;
export type SignOnProvider = Answer<"SignOnProvider">;
export type SignOnButton = Answer<"SignOnButton">;
export type SignOnCheck = Answer<"SignOnCheck">;
export type NewSignOnProvider = Ask<"NewSignOnProvider">;
export type SignOnProviderChange = Ask<"SignOnProviderChange">;
export type NewTemplate = Ask<"NewTemplate">;
export type TemplateChange = Ask<"TemplateChange">;

export type FactorState = Answer<"FactorState">;
export type FactorSetup = Answer<"FactorSetup">;
export type RecoveryCodes = Answer<"RecoveryCodes">;

export type Locale = Schemas["Locale"];
export type Role = Schemas["Role"];
export type Permission = Schemas["Permission"];
export type CaseStatus = Schemas["CaseStatus"];
export type CaseView = Schemas["CaseView"];
export type Priority = Schemas["Priority"];
export type ChannelKind = Schemas["ChannelKind"];
export type Medium = Schemas["Medium"];
export type InteractionState = Schemas["InteractionState"];
export type MessageKind = Schemas["MessageKind"];
export type DeliveryState = Schemas["DeliveryState"];
export type Presence = Schemas["Presence"];
export type WorkState = Schemas["WorkState"];
export type IdentityKind = Schemas["IdentityKind"];
export type IdentityStrength = Schemas["IdentityStrength"];
export type AfterReply = Schemas["AfterReply"];
export type TimelineKind = Schemas["TimelineKind"];
/** What is promised within business hours. */
export type SlaTarget = Schemas["SlaTarget"];

export type TenantView = Answer<"TenantView">;
export type Me = Answer<"Me">;
export type CustomerBrief = Answer<"CustomerBrief">;
/** One line of the inbox. Live updates do not say how far I have read. */
export type CaseRow = Omit<Answer<"CaseRow">, "read_seq" | "called"> & {
  read_seq?: number;
  called?: boolean;
};
export type CaseCounts = Answer<"CaseCounts">;
export type PageOrigin = Answer<"PageOrigin">;
export type InteractionView = Answer<"InteractionView">;
export type WorkView = Answer<"WorkView">;
/** The promise of a case that falls due next, or is overdue. */
export type CaseSla = Answer<"CaseSla">;
export type PromiseView = Answer<"PromiseView">;
export type SlaDetail = Answer<"SlaDetail">;
export type ReplyRoute = Answer<"ReplyRoute">;
export type CaseDetail = Omit<Answer<"CaseDetail">, "case"> & { case: CaseRow };
export type MailAddress = Answer<"MailAddress">;
export type MailHead = Answer<"MailHead">;
export type FileView = Answer<"FileView">;
export type Message = Answer<"Message">;
export type Thread = Answer<"Thread">;
export type CustomerRow = Answer<"CustomerRow">;
export type Candidate = Answer<"Candidate">;
export type Identity = Answer<"Identity">;
/** An amount in minor units (yen: 1; dollar: cents). */
export type Money = Answer<"Money">;
export type OrderSummary = Answer<"OrderSummary">;
export type Customer = Answer<"Customer">;
/** A record of a customer; one person may have several. */
export type RecordBrief = Answer<"RecordBrief">;
/** An entry of the ledger of records that are one person. */
export type Lookalike = Answer<"Lookalike">;
export type Lookalikes = Answer<"Lookalikes">;
export type LookalikeDecision = Ask<"LookalikeDecision">;
export type LikenessSignal = Schemas["LikenessSignal"];
export type Tie = Answer<"Tie">;
export type TieKind = Schemas["TieKind"];
export type NewTie = Ask<"NewTie">;
export type Handover = Answer<"Handover">;
export type NewTranslator = Ask<"NewTranslator">;
export type NewTranslation = Ask<"NewTranslation">;
export type TranslatorView = Answer<"TranslatorView">;
export type Translation = Answer<"Translation">;
export type Retention = Ask<"Retention">;
export type RetentionPart = Answer<"RetentionPart">;
export type RetentionView = Answer<"RetentionView">;
export type RetentionPreview = Answer<"RetentionPreview">;
export type RetentionRunView = Answer<"RetentionRunView">;
export type HoldView = Answer<"HoldView">;
export type NewHold = Ask<"NewHold">;
export type Proof = Answer<"Proof">;
export type Proven = Answer<"Proven">;
export type NewProof = Ask<"NewProof">;
export type MergeEntry = Answer<"MergeEntry">;
export type NewMerge = Ask<"NewMerge">;
export type OrderItem = Answer<"OrderItem">;
export type Order = Answer<"Order">;
export type SearchKind = Schemas["SearchKind"];
export type SearchPiece = Schemas["SearchPiece"];
type InCase<Found> = Omit<Found, "case"> & { case: CaseRow };
export type SearchHit =
  | ({ kind: "customer" } & Answer<"FoundCustomer">)
  | ({ kind: "case" } & InCase<Answer<"FoundCase">>)
  | ({ kind: "message" } & InCase<Answer<"FoundMessage">>)
  | ({ kind: "order" } & Answer<"FoundOrder">);
export type SearchTotals = Answer<"SearchTotals">;
/** What was found; `next` is absent on the last page, `totals` on all but the first. */
export type SearchPage = Omit<Answer<"SearchPage">, "items" | "next" | "totals"> & {
  items: SearchHit[];
  next?: string;
  totals?: SearchTotals;
};
export type TimelineEntry = Answer<"TimelineEntry">;
export type Offer = Answer<"Offer">;
export type AgentState = Answer<"AgentState">;
export type BoardRow = Answer<"BoardRow">;
export type Board = Answer<"Board">;
export type UserBrief = Answer<"UserBrief">;
export type QueueBrief = Answer<"QueueBrief">;
export type CategoryView = Answer<"CategoryView">;
export type CaseTie = Answer<"CaseTie">;
/** Conversations with people outside, and the address book of those people. */
export type Side = Answer<"Side">;
export type SideState = Side["state"];
export type SideThread = Omit<Answer<"SideThread">, "messages"> & { messages: Message[] };
export type Enclosed = Ask<"Enclosed">;
export type NewSide = Ask<"NewSide">;
export type SideWords = Ask<"SideWords">;
export type SideChange = Ask<"SideChange">;
export type Partner = Answer<"Partner">;
export type NewPartner = Ask<"NewPartner">;
export type PartnerChange = Ask<"PartnerChange">;
export type Split = Ask<"Split">;
export type Walk = Answer<"Walk">;
export type WalkStep = Answer<"WalkStep">;
export type Procedure = Answer<"Procedure">;
export type ProcedureStep = Ask<"Step">;
export type NewProcedure = Ask<"NewProcedure">;
export type ProcedureChange = Ask<"ProcedureChange">;
export type SavedView = Answer<"SavedView">;
export type NewSavedView = Ask<"NewSavedView">;
export type BulkAct = Ask<"BulkAct">;
export type BulkDone = Answer<"BulkDone">;
export type DispositionView = Answer<"DispositionView">;
export type ResolveRule = Answer<"ResolveRule">;
export type ChannelBrief = Answer<"ChannelBrief">;
export type Directory = Answer<"Directory">;

export type Reply = Ask<"Reply">;
export type Note = Ask<"Note">;
export type CaseChange = Ask<"CaseChange">;
/** Where a case is handed to: exactly one of `queue` and `user`. */
export type Transfer = Ask<"Transfer">;
export type NewCase = Ask<"NewCase">;
export type NewCustomer = Ask<"NewCustomer">;
export type CustomerChange = Ask<"CustomerChange">;

type Query<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Q } };
}
  ? { [K in keyof NonNullable<Q>]?: NonNullable<NonNullable<Q>[K]> }
  : never;

/** Which cases. */
export type CaseQuery = Query<"/api/v1/cases">;

/** One page of a list; `next` is absent on the last one. */
export interface Page<T> {
  items: T[];
  next?: string;
}

/** Where a case stands in a list: what lists are ordered by. */
export type CasePlace = Pick<CaseRow, "id" | "updated_at" | "queued_at">;

/** Ids of one page of a list; the rows themselves live in the entity store. */
export interface CasePage {
  ids: string[];
  next?: string;
  /** Where the page ended when it was read; its last row may move, the end does not. */
  end: CasePlace | null;
}

/** Which part of the settings changed. */
export type SettingsPart =
  | "queues"
  | "categories"
  | "users"
  | "channels"
  | "tenant"
  | "hours"
  | "sla"
  | "templates"
  | "dispositions"
  | "consent_purposes"
  | "retention"
  | "views"
  | "procedures"
  | "partners"
  | "sign_on"
  | "api-tokens"
  | "webhooks";
