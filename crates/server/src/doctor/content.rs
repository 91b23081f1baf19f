//! Channels with their secrets and servers, and the files that rows name.

use app::check::{opens, servers};
use store::channel::{self, Channel};
use store::tenant::{self, Tenant};
use store::{BlobTrouble, Observer, Sealer, StoreError, blob};

use super::finding::{Findings, both};
use crate::cli::DoctorArgs;
use crate::serve::read_mail_ca;

/// Files that are named one by one.
const NAMED: usize = 5;

/// What the channels last said, whether the key opens their secrets, and whether their servers let
/// us in.
pub(super) async fn channels(
    args: &DoctorArgs,
    observer: &Observer,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let config = app::Config {
        mail_ca_pem: read_mail_ca(args.mail_ca.as_deref()).await.unwrap_or_default(),
        mail_allow_private: args.mail_allow_private,
        ..app::Config::default()
    };
    let sealer = key(observer, findings)?;
    for tenant in tenant::list(&observer.system()).await? {
        for door in channel::all(&observer.tenant(tenant.id)).await? {
            let name = format!("{}: {}", tenant.slug, door.name);
            if !door.active {
                let text = both(format!("{name}(停止中)"), format!("{name} is switched off"));
                findings.good("channel", text);
                continue;
            }
            let shut = match &sealer {
                Some(sealer) => opens(sealer, tenant.id, &door).is_err(),
                None => door.secrets.is_some(),
            };
            if shut {
                findings.bad(
                    "key",
                    both(
                        format!("{name} のパスワードを開けません"),
                        format!("the key does not open the passwords of {name}"),
                    ),
                    both(
                        "元の secret.key をデータフォルダーに戻すか、管理画面でパスワードを入力し直してください。",
                        "Put the old secret.key back into the data folder, or enter the passwords anew at the desk.",
                    ),
                );
                continue;
            }
            match &sealer {
                Some(sealer) if !args.offline => {
                    door_opens(sealer, &config, (&tenant, &door), &name, findings).await;
                }
                _ => last_said(&door, &name, findings),
            }
        }
    }
    Ok(())
}

/// The key, and whether there is one.
fn key(observer: &Observer, findings: &mut Findings) -> Result<Option<Sealer>, StoreError> {
    let sealer = observer.sealer()?;
    if sealer.is_none() {
        findings.bad(
            "key",
            both("鍵(secret.key)がありません", "the key (secret.key) is missing"),
            both(
                "元の secret.key をデータフォルダーに戻してください。戻さずに起動すると新しい鍵が作られます。",
                "Put the old secret.key back into the data folder; a start without it makes a new one.",
            ),
        );
    }
    Ok(sealer)
}

/// Tries a channel's servers.
async fn door_opens(
    sealer: &Sealer,
    config: &app::Config,
    (tenant, door): (&Tenant, &Channel),
    name: &str,
    findings: &mut Findings,
) {
    match servers(sealer, config, tenant.id, door).await {
        Ok(trouble) if trouble.is_empty() => last_said(door, name, findings),
        Ok(trouble) => {
            for (side, said) in trouble {
                findings.bad(
                    "channel",
                    both(
                        format!("{name}({side})を使えません"),
                        format!("{name} does not work ({side})"),
                    ),
                    both(said.ja, said.en),
                );
            }
        }
        Err(error) => findings.bad(
            "channel",
            both(format!("{name}: {error}"), format!("{name}: {error}")),
            both(
                "管理画面でチャネルの設定を保存し直してください。",
                "Save the channel's settings again at the desk.",
            ),
        ),
    }
}

/// What a channel last said.
fn last_said(door: &Channel, name: &str, findings: &mut Findings) {
    match &door.last_error {
        Some(error) => findings.warn(
            "channel",
            both(
                format!("{name}: 最後の問題: {error}"),
                format!("{name}: its last trouble: {error}"),
            ),
            both(
                "管理画面の「接続を確認」で確かめてください。",
                "Try it out on the channel's page at the desk.",
            ),
        ),
        None => {
            findings.good("channel", both(format!("{name}: 正常です"), format!("{name}: fine")))
        }
    }
}

/// Whether files are there and what rows say they are.
pub(super) async fn files(
    observer: &Observer,
    deep: bool,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let expected = blob::expected(&observer.system()).await?;
    let (seen, mut wrong) = (expected.len(), Vec::new());
    for (id, bytes) in expected {
        if let Some(trouble) = observer.blobs().trouble(&id, bytes, deep).await? {
            wrong.push((id, trouble));
        }
    }
    if wrong.is_empty() {
        let (ja, en) =
            if deep { ("内容まで", "to the last byte") } else { ("長さまで", "by size") };
        findings.good(
            "files",
            both(
                format!("ファイル {seen} 件を{ja}確認しました"),
                format!("{seen} files are right, {en}"),
            ),
        );
        return Ok(());
    }
    let named: Vec<String> = wrong
        .iter()
        .take(NAMED)
        .map(|(id, trouble)| {
            let what = match trouble {
                BlobTrouble::Missing => "missing",
                BlobTrouble::Size => "size",
                BlobTrouble::Content => "content",
            };
            format!("{id} ({what})")
        })
        .collect();
    let (bad, named) = (wrong.len(), named.join(", "));
    findings.bad(
        "files",
        both(
            format!("ファイル {seen} 件のうち {bad} 件が失われているか壊れています: {named}"),
            format!("of {seen} files, {bad} are missing or damaged: {named}"),
        ),
        both(
            "ディスクを確認し、バックアップの blobs/ から同じ名前のファイルを blobs/先頭2文字/次の2文字/ に戻してください。",
            "Look at the disk; put the files of the same names back from blobs/ of a backup, into blobs/<first two>/<next two>/.",
        ),
    );
    Ok(())
}
