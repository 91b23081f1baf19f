//! What a mail to somebody outside says and takes along: what was typed, and of the case what was
//! chosen.

use api::side::Enclosed;
use api::{Answer, Caller, Code, Problem};
use model::limits::{ATTACHMENTS_PER_MESSAGE_MAX, MESSAGE_CHARS_MAX, SIDE_QUOTES_MAX};
use model::{AttachmentId, CaseId, MessageId, MessageKind};
use store::Tx;
use store::attachment::{self, Attachment, Scan};
use store::message::{self, Message};

use crate::failure::Failure;
use crate::files::scan;
use crate::promises::terms::{JAPAN, zone};

/// A mail before it is stored.
pub(super) struct Words {
    /// The text with its quotations.
    pub(super) text: String,
    /// Files that are the writer's to take along.
    pub(super) files: Vec<AttachmentId>,
}

/// Not more is chosen than may be.
pub(super) fn checked(enclosed: &Enclosed) -> Answer<()> {
    if enclosed.files.len() + enclosed.case_files.len() > ATTACHMENTS_PER_MESSAGE_MAX {
        return Err(Problem::invalid(
            "case_files",
            format!("添付は{ATTACHMENTS_PER_MESSAGE_MAX}件までです。"),
            format!("At most {ATTACHMENTS_PER_MESSAGE_MAX} files."),
        ));
    }
    if enclosed.quotes.len() > SIDE_QUOTES_MAX {
        return Err(Problem::invalid(
            "quotes",
            format!("引用できるメッセージは{SIDE_QUOTES_MAX}件までです。"),
            format!("At most {SIDE_QUOTES_MAX} messages can be quoted."),
        ));
    }
    Ok(())
}

/// The whole mail.
pub(super) async fn whole(
    tx: &Tx<'_>,
    (by, case): (&Caller, CaseId),
    (text, enclosed): (String, &Enclosed),
) -> Result<Words, Failure> {
    let quoted = quoted(tx, case, &enclosed.quotes).await?;
    let text = if quoted.is_empty() { text } else { format!("{}\n\n{quoted}", text.trim_end()) };
    let count = text.chars().count();
    if count > MESSAGE_CHARS_MAX {
        return Err(Problem::new(Code::TooLarge)
            .with(
                format!(
                    "引用を含めて{MESSAGE_CHARS_MAX}文字以内です(現在{count}文字)。引用を減らしてください。"
                ),
                format!(
                    "At most {MESSAGE_CHARS_MAX} characters with what is quoted ({count} now). Quote less."
                ),
            )
            .into());
    }
    let mut files = enclosed.files.clone();
    files.extend(copied(tx, (by, case), &enclosed.case_files).await?);
    Ok(Words { text, files })
}

/// Messages of the case as the other side reads them: without the customer's name.
async fn quoted(tx: &Tx<'_>, case: CaseId, ids: &[MessageId]) -> Result<String, Failure> {
    let mut messages = message::many(tx, ids).await?;
    messages.sort_by_key(|one| one.seq);
    let spoken = |one: &Message| {
        one.case == case && matches!(one.kind, MessageKind::Inbound | MessageKind::Outbound)
    };
    let asked: std::collections::HashSet<&MessageId> = ids.iter().collect();
    if messages.len() != asked.len() || !messages.iter().all(spoken) {
        return Err(Problem::invalid(
            "quotes",
            "引用できるのは、この案件のお客様とのやり取りだけです。",
            "Only what was said with the customer of this case can be quoted.",
        )
        .into());
    }
    if messages.is_empty() {
        return Ok(String::new());
    }
    let parts: Vec<String> = messages.iter().map(quotation).collect();
    Ok(format!("---- お客様とのやり取り(引用) ----\n{}", parts.join("\n\n")))
}

fn quotation(one: &Message) -> String {
    let who = if one.kind == MessageKind::Inbound { "お客様" } else { "当社" };
    let zone = zone(JAPAN).unwrap_or(jiff::tz::TimeZone::UTC);
    let at = one.at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string();
    let lines: Vec<String> = one.text.trim_end().lines().map(|line| format!("> {line}")).collect();
    format!("{at} {who}\n{}", lines.join("\n"))
}

/// Files of the case as files of the mail: the same bytes under another id, so that each row has one
/// message.
async fn copied(
    tx: &Tx<'_>,
    (by, case): (&Caller, CaseId),
    ids: &[AttachmentId],
) -> Result<Vec<AttachmentId>, Failure> {
    let files = attachment::many(tx, ids).await?;
    let of: Vec<MessageId> = files.iter().filter_map(|file| file.message).collect();
    let here = message::many(tx, &of).await?;
    let is_here = |file: &&Attachment| {
        here.iter().any(|one| file.message == Some(one.id) && one.case == case)
    };
    let mut copies = Vec::with_capacity(ids.len());
    for id in ids {
        let file = files.iter().find(|file| file.id == *id).filter(is_here).ok_or_else(|| {
            Problem::invalid(
                "case_files",
                "この案件にはない添付ファイルです。読み込み直してください。",
                "This file is not of the case. Read the case again.",
            )
        })?;
        if let Scan::Infected(what) = &file.scan {
            return Err(scan::infected(what).into());
        }
        copies.push(Attachment {
            id: tx.id(),
            visitor: None,
            user: Some(by.user),
            message: None,
            created_at: tx.now(),
            ..file.clone()
        });
    }
    attachment::insert(tx, &copies).await?;
    Ok(copies.into_iter().map(|file| file.id).collect())
}
