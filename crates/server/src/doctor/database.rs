//! The database, its clock, and who is behind.

use jiff::{SignedDuration, Timestamp};
use store::{Observer, Schema, StoreError, intake, log, log_cursor, outbox};

use super::finding::{Findings, both};
use crate::clock;

/// By how much two clocks may differ, and by how much they must not.
const CLOCKS: (SignedDuration, SignedDuration) =
    (SignedDuration::from_secs(5), SignedDuration::from_secs(60));
/// How long anything may wait that should not wait at all.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Events that a reader may be behind by.
const BEHIND: u64 = 1_000;
/// Events that are counted at most.
const COUNTED: u64 = 1_000_000;

/// Whether the database is whole.
pub(super) async fn whole(
    observer: &Observer,
    deep: bool,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    match observer.damage(deep).await? {
        None => findings.good("database", both("データベースは正常です", "the database is whole")),
        Some(damage) => findings.bad(
            "database",
            both(
                format!("データベースが壊れています: {damage}"),
                format!("the database is damaged: {damage}"),
            ),
            both(
                "サーバーを止め、フォルダーの写しを取ってから、最新のバックアップを復元してください。",
                "Stop the server, keep a copy of the folder, and restore the latest backup.",
            ),
        ),
    }
    Ok(())
}

/// Whether the schema is this program's.
pub(super) async fn schema(
    observer: &Observer,
    findings: &mut Findings,
) -> Result<Schema, StoreError> {
    let schema = observer.schema().await?;
    match &schema {
        Schema::Current => {
            findings.good("schema", both("スキーマはこの版のものです", "the schema is this version's"));
        }
        Schema::Behind(missing) => findings.warn(
            "schema",
            both(
                format!("スキーマは古い版のものです(未適用 {missing} 件)"),
                format!("the schema is an earlier version's ({missing} migrations are missing)"),
            ),
            both(
                "バックアップを取ってから、この版の `madoguchi serve`(または migrate)を起動してください。",
                "Take a backup, then start this version's `madoguchi serve` (or migrate).",
            ),
        ),
        Schema::Ahead(name) => findings.bad(
            "schema",
            both(
                format!("スキーマはこの版より新しいものです({name})"),
                format!("the schema is a later version's ({name})"),
            ),
            both("新しい版の madoguchi を使ってください。", "Use the later version of madoguchi."),
        ),
        Schema::Absent => findings.warn(
            "schema",
            both("データベースは空です", "the database is empty"),
            both("`madoguchi serve` で起動してください。", "Start `madoguchi serve`."),
        ),
    }
    Ok(schema)
}

/// Whether the clocks can be right.
pub(super) async fn clock(observer: &Observer, findings: &mut Findings) -> Result<(), StoreError> {
    let now = clock::now();
    let mut apart = SignedDuration::ZERO;
    if let Some(micros) = observer.database_micros().await?
        && let Ok(theirs) = Timestamp::from_microsecond(micros)
    {
        apart = now.duration_since(theirs).abs();
    }
    // What has happened cannot lie ahead of us.
    if let Some(last) = log::tail::last_at(&observer.system()).await? {
        apart = apart.max(last.duration_since(now));
    }
    let seconds = apart.as_secs();
    let text = both(
        format!("時計がデータより {seconds} 秒ずれています"),
        format!("the clock is {seconds} s off the database's"),
    );
    let todo = both(
        "時刻の同期(NTP)を確認してください。期限や待ち時間の計算が狂います。",
        "Look at the time synchronisation (NTP): deadlines and waits are computed from it.",
    );
    match apart {
        _ if apart > CLOCKS.1 => findings.bad("clock", text, todo),
        _ if apart > CLOCKS.0 => findings.warn("clock", text, todo),
        _ => findings.good("clock", both("時計は正常です", "the clock is right")),
    }
    Ok(())
}

/// What waits to be read or sent, and what was given up.
pub(super) async fn waiting(
    observer: &Observer,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let (now, system) = (clock::now(), observer.system());
    let late =
        |since: Option<Timestamp>| since.is_some_and(|since| now.duration_since(since) > PATIENCE);
    let (unread, oldest) = intake::backlog(&system).await?;
    let text = both(format!("未処理の受信 {unread} 件"), format!("{unread} arrivals to be read"));
    if late(oldest) {
        let todo = both(
            "サーバーが動いているか、ログに警告がないかを確認してください。起動中なら自動で処理されます。",
            "Check that the server runs and what it logs; it reads them by itself.",
        );
        findings.warn("intake", text, todo);
    } else {
        findings.good("intake", text);
    }
    let backlog = outbox::backlog(&system).await?;
    let pending = backlog.pending;
    let text =
        both(format!("送信待ち {pending} 件"), format!("{pending} effects to be carried out"));
    if late(backlog.due) {
        let todo = both(
            "サーバーが動いているか、送信サーバーに届くかを確認してください。",
            "Check that the server runs and that the mail servers can be reached.",
        );
        findings.warn("outbox", text, todo);
    } else {
        findings.good("outbox", text);
    }
    if backlog.dead > 0 {
        let dead = backlog.dead;
        findings.warn(
            "dead_letters",
            both(format!("送信を諦めたもの {dead} 件"), format!("{dead} effects were given up")),
            both(
                "受信箱の「送信失敗」の作業に理由があります。設定を直して送り直してください。",
                "Each has a work item that says why. Mend the setting and send it again.",
            ),
        );
    } else {
        findings.good("dead_letters", both("送信を諦めたものはありません", "nothing was given up"));
    }
    Ok(())
}

/// Whether those who follow the log keep up.
pub(super) async fn readers(
    observer: &Observer,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let system = observer.system();
    let mut slow = 0;
    let readers = log_cursor::all(&system).await?;
    for (name, seq) in &readers {
        let behind = log::tail::count_after(&system, *seq, COUNTED).await?;
        if behind > BEHIND {
            slow += 1;
            findings.warn(
                "readers",
                both(
                    format!("ログの読み手 {name} は {behind} 件遅れています"),
                    format!("the reader {name} is {behind} events behind"),
                ),
                both(
                    "サーバーが動いているか、ログに警告がないかを確認してください。",
                    "Check that the server runs and what it logs.",
                ),
            );
        }
    }
    if slow == 0 {
        findings.good(
            "readers",
            both(
                format!("ログの読み手 {} つは追い付いています", readers.len()),
                format!("{} readers of the log keep up", readers.len()),
            ),
        );
    }
    Ok(())
}
