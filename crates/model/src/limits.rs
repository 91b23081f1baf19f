//! Every limit of the product, by name. What is over a limit is refused with an error that names
//! it; nothing is cut silently. The page `docs/limits.md` lists them.

/// Characters of one chat message or note.
pub const MESSAGE_CHARS_MAX: usize = 10_000;
/// Bytes of one uploaded file (chat and desk).
pub const ATTACHMENT_BYTES_MAX: usize = 20 * 1024 * 1024;
/// Files of one message.
pub const ATTACHMENTS_PER_MESSAGE_MAX: usize = 10;
/// Bytes of one raw e-mail; over it, the mail becomes a work item with its header.
pub const MAIL_BYTES_MAX: usize = 50 * 1024 * 1024;
/// Bytes of all e-mails that the SMTP receiver is being given at one time; over it, senders are
/// asked to come again later.
pub const MAIL_RECEIVING_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Seconds in which one e-mail must have come in whole by SMTP.
pub const MAIL_RECEIVING_SECONDS_MAX: u64 = 300;
/// Nested MIME parts that are looked into.
pub const MIME_DEPTH_MAX: usize = 32;
/// Parts of one e-mail that become attachments.
pub const MIME_PARTS_MAX: usize = 500;
/// Characters of a subject.
pub const SUBJECT_CHARS_MAX: usize = 500;
/// Characters of a name (customer, user, queue, category, channel, tag).
pub const NAME_CHARS_MAX: usize = 200;
/// Characters of an e-mail address (RFC 5321 takes no longer ones).
pub const EMAIL_CHARS_MAX: usize = 254;
/// Tags of one customer.
pub const TAGS_MAX: usize = 50;
/// Own attributes of one customer.
pub const ATTRIBUTES_MAX: usize = 100;
/// Characters of one attribute value.
pub const ATTRIBUTE_CHARS_MAX: usize = 1_000;
/// Rows of one page of any list.
pub const PAGE_ROWS_MAX: u32 = 200;
/// Rows of a page when the caller does not say.
pub const PAGE_ROWS_DEFAULT: u32 = 50;
/// Characters of what is typed into a search.
pub const SEARCH_CHARS_MAX: usize = 300;
/// Words and operators of one search.
pub const SEARCH_WORDS_MAX: usize = 16;
/// Results of one kind that can be paged through; more should be narrowed.
pub const SEARCH_HITS_MAX: usize = 1_000;
/// Searches answered at one time; others wait for their turn.
pub const SEARCHES_AT_ONCE_MAX: usize = 4;
/// Customers that a name in a search may mean.
pub const SEARCH_CUSTOMERS_MAX: usize = 200;
/// Bytes of a JSON request body.
pub const JSON_BYTES_MAX: usize = 256 * 1024;
/// Bytes of one WebSocket frame from a client.
pub const FRAME_BYTES_MAX: usize = 64 * 1024;
/// Frames a socket may send per second on average; a burst of ten times as many passes.
pub const FRAMES_PER_SECOND: u32 = 10;
/// Seconds a request may take; uploads and sockets have their own.
pub const REQUEST_SECONDS_MAX: u32 = 30;
/// Seconds an upload may take.
pub const UPLOAD_SECONDS_MAX: u32 = 300;
/// Seconds a write to a client may block before the client is dropped.
pub const WRITE_BLOCKED_SECONDS_MAX: u32 = 20;
/// Seconds a connection has to bring its next request's whole header; then it is closed, be it slow
/// or idle.
pub const NEXT_REQUEST_SECONDS_MAX: u32 = 75;
/// Bytes of a request's header.
pub const REQUEST_HEADER_BYTES_MAX: usize = 64 * 1024;
/// Connections open at once; new ones wait until one ends. Fewer where the process may open fewer
/// files.
pub const CONNECTIONS_MAX: u32 = 20_000;
/// Connections one address may have open at once, at most half of all; trusted proxies have no
/// such limit.
pub const CONNECTIONS_PER_ADDRESS_MAX: u32 = 1_000;
/// Of the files the process may open, how many connections leave to everything else.
pub const FILES_KEPT_FREE: u32 = 256;
/// Seconds a chat socket has for its first frame.
pub const HELLO_SECONDS_MAX: u32 = 10;
/// Topics that one desk may subscribe to at once.
pub const TOPICS_PER_CLIENT_MAX: usize = 200;
/// Frames that wait for one slow desk before it is told to resync.
pub const CLIENT_QUEUE_FRAMES_MAX: usize = 256;
/// Messages a widget may send in `CHAT_RATE_WINDOW_SECONDS`.
pub const CHAT_MESSAGES_PER_WINDOW: u32 = 30;
/// Window of the widget's message rate, seconds.
pub const CHAT_RATE_WINDOW_SECONDS: u32 = 30;
/// New chat sessions from one address per minute.
pub const CHAT_SESSIONS_PER_MINUTE: u32 = 30;
/// Chat sockets one address may have open at once.
pub const CHAT_SOCKETS_PER_ADDRESS_MAX: u32 = 100;
/// Live streams one person may have open at once: tabs and devices.
pub const DESK_SOCKETS_PER_PERSON_MAX: u32 = 20;
/// Uploads one address may have under way at once.
pub const UPLOADS_PER_ADDRESS_MAX: u32 = 20;
/// Downloads of the web chat's files one address may have under way at once.
pub const DOWNLOADS_PER_ADDRESS_MAX: u32 = 50;
/// Bytes of a file that are in memory at once while it is sent to a browser.
pub const DOWNLOAD_PIECE_BYTES: usize = 64 * 1024;
/// Bytes of uploads one visitor may have per day.
pub const UPLOAD_BYTES_PER_VISITOR_DAY: u64 = 100 * 1024 * 1024;
/// Bytes of uploads visitors may send from one address per day, whoever they say they are.
pub const UPLOAD_BYTES_PER_ADDRESS_DAY: u32 = 512 * 1024 * 1024;
/// Hours an upload of a visitor waits for a message to take it before it is removed.
pub const UPLOAD_KEPT_HOURS: u32 = 24;
/// Hours an upload of a colleague waits for its message: as long as the desk keeps a draft.
pub const DESK_UPLOAD_KEPT_HOURS: u32 = 30 * 24;
/// Hours a file's bytes stay at least after they came last, also when nothing names them.
pub const BLOB_KEPT_HOURS: u32 = 48;
/// Tries to sign in from one address per minute; a whole centre may share one at nine o'clock.
pub const SIGN_INS_PER_MINUTE: u32 = 120;
/// Failed sign-ins per account and address in `SIGN_IN_WINDOW_MINUTES` before it must wait there. As
/// many wrong codes of a second factor, from wherever they come: the password was right each time.
pub const SIGN_IN_FAILURES_MAX: u32 = 10;
/// Failed sign-ins per account from everywhere in that window before everybody must wait: so high
/// that one stranger cannot lock a person out.
pub const SIGN_IN_FAILURES_ANYWHERE_MAX: u32 = 300;
/// Codes with which somebody who lost their device gets in, each once.
pub const RECOVERY_CODES: usize = 10;
/// Window of the sign-in limit, minutes.
pub const SIGN_IN_WINDOW_MINUTES: u32 = 15;
/// Hours a session lives without use.
pub const SESSION_IDLE_HOURS: u32 = 12;
/// Days after which a session ends however much it is used.
pub const SESSION_ABSOLUTE_DAYS: u32 = 7;
/// Shortest password, characters.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Longest password, characters (Argon2 would take more; nobody types more).
pub const PASSWORD_CHARS_MAX: usize = 200;
/// Characters of an `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_CHARS_MAX: usize = 200;
/// Hours for which an `Idempotency-Key` is remembered.
pub const IDEMPOTENCY_HOURS: u32 = 24;
/// Bytes of an answer that is kept to be given again; of a larger one only that it was given.
pub const IDEMPOTENCY_ANSWER_BYTES_MAX: usize = 256 * 1024;
/// Commands that wait for the writer before a new one is refused with 503.
pub const WRITE_QUEUE_MAX: usize = 8_192;
/// Commands that share one commit at most.
pub const GROUP_COMMIT_MAX: usize = 512;
/// Attempts of an outward effect before it is given up and becomes a work item.
pub const OUTBOX_ATTEMPTS_MAX: u32 = 20;
/// Outward effects attempted at one time.
pub const OUTBOX_AT_ONCE_MAX: usize = 64;
/// Outward effects of one channel attempted at one time: a slow server delays its own channel only.
pub const OUTBOX_PER_CHANNEL_MAX: usize = 4;
/// Seconds an agent may be unreachable before offers are taken back.
pub const DESK_GONE_SECONDS: u32 = 45;
/// Open chats one agent may have unless the queue says otherwise.
pub const CHAT_CAPACITY_DEFAULT: u32 = 3;
/// Mails one agent may have unless set otherwise.
pub const MAIL_CAPACITY_DEFAULT: u32 = 10;
/// Seconds an offer stands unless the queue says otherwise.
pub const OFFER_SECONDS_DEFAULT: u32 = 20;
/// Seconds a client waits before it tries again when intake is refused.
pub const RETRY_AFTER_SECONDS: u32 = 5;
/// Hours for which a link to go on by chat is good.
pub const HANDOVER_HOURS: i64 = 72;
/// Links to go on by chat that one case may have unused at a time; an older one stops working.
pub const HANDOVERS_PER_CASE_MAX: u64 = 10;
/// Days for which contents are kept at least, where a policy deletes them at all.
pub const RETENTION_DAYS_MIN: u32 = 30;
/// Days for which contents can be kept by a policy; who wants longer has none.
pub const RETENTION_DAYS_MAX: u32 = 36_500;
/// Holds that stand on one customer and their cases.
pub const HOLDS_PER_CUSTOMER_MAX: usize = 100;
/// Languages of a translator.
pub const TRANSLATOR_LANGUAGES_MAX: usize = 200;
/// Minutes for which the code and the link that prove an address are good.
pub const PROOF_MINUTES: i64 = 60;
/// Wrong codes after which a proof is over.
pub const PROOF_ATTEMPTS_MAX: u64 = 5;
/// Mails with a code that one customer's addresses get in an hour.
pub const PROOFS_PER_HOUR_MAX: u64 = 5;
/// Purposes of one tenant to which customers may consent, those out of use among them.
pub const CONSENT_PURPOSES_MAX: usize = 50;
/// Characters of the wording that is shown before somebody consents.
pub const CONSENT_WORDING_CHARS_MAX: usize = 2_000;
/// Characters of a note on how a consent was given or withdrawn.
pub const CONSENT_NOTE_CHARS_MAX: usize = 1_000;
/// Entries of the ledger of consents of one person.
pub const CONSENTS_PER_CUSTOMER_MAX: u64 = 2_000;
/// Fields of one inquiry form.
pub const FORM_FIELDS_MAX: usize = 40;
/// Choices, or categories, of one field of an inquiry form.
pub const FORM_CHOICES_MAX: usize = 100;
/// Bytes of an inquiry form's fields as they are set.
pub const FORM_DEFINITION_BYTES_MAX: usize = 64 * 1024;
/// Characters of a label, a help text or a choice of an inquiry form.
pub const FORM_LABEL_CHARS_MAX: usize = 300;
/// Characters of one line in an inquiry form.
pub const FORM_LINE_CHARS_MAX: usize = 200;
/// Characters of a long text in an inquiry form.
pub const FORM_TEXT_CHARS_MAX: usize = 5_000;
/// Bytes of an inquiry as it is kept in the intake journal, its files apart.
pub const FORM_INQUIRY_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of all files that come with an inquiry form at once.
pub const FORM_FILES_BYTES_MAX: usize = 40 * 1024 * 1024;
/// Bytes of an inquiry form's request; over it, it is not read to its end.
pub const FORM_REQUEST_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Parts of an inquiry form's request.
pub const FORM_PARTS_MAX: usize = 200;
/// Hours in which an inquiry form that was opened can be sent; shorter than `UPLOAD_KEPT_HOURS`.
pub const FORM_HOURS_MAX: u32 = 12;
/// Seconds before which nobody has filled in an inquiry form.
pub const FORM_SECONDS_MIN: u32 = 3;
/// Bits of the proof of work of an inquiry form: some ten thousand hashes.
pub const FORM_PROOF_BITS: u32 = 14;
/// Requests to inquiry forms from one address per minute, errors and looking back among them.
pub const FORM_REQUESTS_PER_MINUTE: u32 = 120;
/// Inquiries with a proof of work from one address per hour; a whole company may share one.
pub const FORM_INQUIRIES_PER_HOUR: u32 = 60;
/// Inquiries without a proof of work (no JavaScript) from one address per hour.
pub const FORM_PLAIN_INQUIRIES_PER_HOUR: u32 = 10;
/// Bytes of one webhook of an API channel, its files among them.
pub const HOOK_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Webhooks of API channels from one address per minute.
pub const HOOKS_PER_MINUTE: u32 = 1_200;
/// Hours for which the secret before stays good after a new one was issued.
pub const HOOK_SECRET_OVERLAP_HOURS: u32 = 24;
/// API tokens of one tenant, revoked and expired ones not among them.
pub const API_TOKENS_MAX: u64 = 200;
/// Requests of one API token per minute.
pub const API_TOKEN_REQUESTS_PER_MINUTE: u32 = 600;
/// Days after which an API token is removed that was revoked or has expired.
pub const API_TOKEN_KEPT_DAYS: u32 = 90;
/// Webhooks of one tenant, those switched off among them.
pub const WEBHOOKS_MAX: u64 = 20;
/// Hours after which a webhook is switched off that has taken nothing.
pub const WEBHOOK_FAILING_HOURS_MAX: u32 = 72;
/// Days for which it is kept what a webhook was told, and can be sent again.
pub const WEBHOOK_KEPT_DAYS: u32 = 30;
/// Events that one request sends again.
pub const WEBHOOK_REPLAY_MAX: u64 = 200;
/// Attempts to tell webhooks that are made at the same time; the rest of the outbox's places is for
/// mail and messengers.
pub const WEBHOOKS_AT_ONCE_MAX: usize = 32;
/// Bytes of a webhook's answer that are kept.
pub const WEBHOOK_ANSWER_BYTES_MAX: usize = 500;
/// Canned replies of one tenant, those out of use among them.
pub const TEMPLATES_MAX: u64 = 1_000;
/// Characters of a canned reply, before it is filled and after.
pub const TEMPLATE_CHARS_MAX: usize = 10_000;
/// Characters of a canned reply's short form.
pub const TEMPLATE_SHORTCUT_CHARS_MAX: usize = 30;
/// People and departments outside in one tenant's address book, those out of use among them.
pub const PARTNERS_MAX: u64 = 1_000;
/// Conversations with people outside about one case.
pub const SIDES_PER_CASE_MAX: u64 = 50;
/// Addresses to which one such conversation goes.
pub const SIDE_ADDRESSES_MAX: usize = 10;
/// Messages of a case that are quoted to somebody outside at once.
pub const SIDE_QUOTES_MAX: usize = 20;
/// Mails of one such conversation that are read at once, the newest.
pub const SIDE_MESSAGES_MAX: u64 = 200;
/// Providers of one tenant by which people sign in.
pub const SIGN_ON_PROVIDERS_MAX: u64 = 10;
/// Domains of mail addresses that one such provider speaks for.
pub const SIGN_ON_DOMAINS_MAX: usize = 50;
/// Minutes in which somebody who was sent to a provider has to come back.
pub const SIGN_ON_MINUTES_MAX: i64 = 10;
