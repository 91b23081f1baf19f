//! `madoguchi doctor`: looks at what an operator would look at, and changes nothing but what a
//! start of the server would change.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use store::{BlobId, Store, attachment, channel, intake, outbox, tenant};

use crate::cli::StoreArgs;
use crate::clock;
use crate::open::open;
use crate::stop::Stop;

/// Rows that are counted or looked at.
const ROWS_MAX: u64 = 1_000;

pub(crate) async fn run(args: StoreArgs) -> Result<(), Stop> {
    let mut findings = Findings::default();
    folder(&args.data_dir, &mut findings);
    let store = open(&args).await?;
    findings.good("データベースを開けます", "the database opens");
    waiting(&store, &mut findings).await?;
    for tenant in tenant::list(&store.system()).await? {
        doors(&store, &tenant, &mut findings).await?;
        files(&store, &tenant, &mut findings).await?;
    }
    store.close().await?;
    match findings.bad {
        0 => Ok(()),
        bad => Err(Stop::broken(
            format!("問題が {bad} 件見つかりました。"),
            format!("{bad} things need attention."),
        )),
    }
}

#[derive(Default)]
struct Findings {
    bad: usize,
}

impl Findings {
    fn good(&mut self, ja: &str, en: &str) {
        println!("✓ {ja} / {en}");
    }

    fn bad(&mut self, ja: &str, en: &str) {
        self.bad += 1;
        println!("✗ {ja} / {en}");
    }
}

/// The folder holds secrets and people's words: nobody else may look into it.
fn folder(path: &Path, findings: &mut Findings) {
    let shown = path.display();
    match std::fs::metadata(path) {
        Ok(found) if found.permissions().mode() & 0o077 != 0 => findings.bad(
            &format!("{shown} をほかのユーザーが読めます(chmod 700 {shown})"),
            &format!("others can read it (chmod 700 {shown})"),
        ),
        Ok(_) => findings.good(&format!("{shown} は保護されています"), "nobody else can read it"),
        Err(error) => findings.bad(&format!("{shown} を読めません"), &error.to_string()),
    }
}

/// What waits to be read or sent.
async fn waiting(store: &Store, findings: &mut Findings) -> Result<(), Stop> {
    let unread = intake::received(&store.system(), ROWS_MAX).await?.len();
    findings
        .good(&format!("未処理の受信メール {unread} 件"), &format!("{unread} mails to be read"));
    match outbox::next_due(&store.system(), &[]).await? {
        Some(due) if due < clock::now() => findings.good(
            &format!("送信待ちがあります(最も古い期限 {due})"),
            "something waits to be sent; it goes out when the server runs",
        ),
        _ => findings.good("期限の来た送信待ちはありません", "nothing is due to be sent"),
    }
    Ok(())
}

/// What the channels last said.
async fn doors(
    store: &Store,
    tenant: &tenant::Tenant,
    findings: &mut Findings,
) -> Result<(), Stop> {
    for door in channel::all(&store.tenant(tenant.id)).await? {
        let name = format!("{}: {}", tenant.slug, door.name);
        match (door.active, door.last_error) {
            (true, Some(error)) => findings.bad(&name, &error),
            (true, None) => findings.good(&name, "no trouble known"),
            (false, _) => findings.good(&format!("{name}(停止中)"), "switched off"),
        }
    }
    Ok(())
}

/// Whether the newest attachments have their bytes.
async fn files(
    store: &Store,
    tenant: &tenant::Tenant,
    findings: &mut Findings,
) -> Result<(), Stop> {
    let rows = attachment::newest(&store.tenant(tenant.id), ROWS_MAX).await?;
    let there =
        |blob: &str| blob.parse::<BlobId>().is_ok_and(|id| store.blobs().path(&id).is_file());
    let missing = rows.iter().filter(|row| !there(&row.blob)).count();
    let (name, seen) = (&tenant.slug, rows.len());
    if missing == 0 {
        findings.good(
            &format!("{name}: 添付ファイル {seen} 件を確認しました"),
            &format!("the bytes of {seen} files are there"),
        );
    } else {
        findings.bad(
            &format!("{name}: 添付ファイル {seen} 件のうち {missing} 件の実体がありません"),
            &format!("of {seen} files, the bytes of {missing} are missing"),
        );
    }
    Ok(())
}
