//! `madoguchi backup`: takes a backup of an installation, which may serve meanwhile, or checks one.

use std::path::{Path, PathBuf};

use store::backup::{BackupError, BackupOptions, Manifest, backup, verify};

use crate::cli::BackupArgs;
use crate::clock;
use crate::open::options;
use crate::stop::Stop;

pub(crate) async fn run(args: BackupArgs) -> Result<(), Stop> {
    if let Some(file) = args.verify {
        let manifest = verify(file.clone()).await.map_err(|error| explain(&file, &error))?;
        println!("✓ {} は完全です。 / The backup is whole.", file.display());
        tell(&manifest);
        return Ok(());
    }
    let target = args.target.map(in_folder).unwrap_or_default();
    let options = BackupOptions {
        store: options(&args.store),
        target: target.clone(),
        with_key: args.with_key,
        now: clock::now(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let taken = Box::pin(backup(&options)).await;
    let (manifest, bytes) = taken.map_err(|error| explain(&target, &error))?;
    println!(
        "✓ バックアップを {} に保存しました({bytes} バイト)。 / The backup is in this file.",
        target.display()
    );
    tell(&manifest);
    Ok(())
}

/// A file name with the time when a folder was named.
fn in_folder(target: PathBuf) -> PathBuf {
    if target.is_dir() {
        let name = clock::now().strftime("madoguchi-%Y%m%dT%H%M%SZ.tar").to_string();
        target.join(name)
    } else {
        target
    }
}

/// What a backup says about itself.
fn tell(manifest: &Manifest) {
    let Manifest { begun_at, last_seq, program, .. } = manifest;
    let (database, blobs) = (manifest.database.name(), manifest.blobs());
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    println!("  時点 / moment: {begun_at:.3}  ログ位置 / log position: {last_seq}");
    println!("  {database}, {program}: {rows} 行 / rows, ファイル / files: {blobs}");
    if !manifest.missing.is_empty() {
        println!(
            "! 実体が無い、または壊れていたファイルが {} 件あり、含まれていません。`madoguchi doctor --deep` を実行してください。\n  So many files were missing or damaged already and are not in it. Run `madoguchi doctor --deep`.",
            manifest.missing.len()
        );
    }
    match (manifest.key.included, &manifest.key.fingerprint) {
        (true, _) => println!(
            "! 鍵を含んでいます。このファイルを持つ人は、保存されたパスワードなどを読めます。安全に保管してください。\n  The key is in it. Whoever has this file can read the secrets in it. Keep it safe."
        ),
        (false, Some(fingerprint)) => println!(
            "! 鍵は含まれていません。復元にはデータフォルダーの secret.key(指紋 {fingerprint})が必要です。別の場所に保管してください。\n  The key is not in it. To restore it, secret.key of the data folder is needed (fingerprint {fingerprint}). Keep it elsewhere."
        ),
        (false, None) => {}
    }
}

/// What went wrong, and what to do.
pub(crate) fn explain(file: &Path, error: &BackupError) -> Stop {
    let file = file.display();
    match error {
        BackupError::Exists(path) => {
            let path = path.display();
            Stop::new(
                format!("{path} はすでにあります。別の名前を指定してください。"),
                format!("{path} is there already. Choose another name."),
            )
        }
        BackupError::NotABackup => Stop::new(
            format!("{file} は窓口のバックアップではありません。"),
            format!("{file} is no backup of Madoguchi."),
        ),
        BackupError::TooNew(version) => Stop::new(
            format!(
                "{file} は新しい版({version})で作られています。その版の madoguchi を使ってください。"
            ),
            format!(
                "{file} was made by a later version ({version}). Use that version of madoguchi."
            ),
        ),
        BackupError::Damaged(what) => Stop::broken(
            format!(
                "{file} は壊れています({what})。何も復元していません。別のバックアップを使ってください。"
            ),
            format!("{file} is damaged ({what}). Nothing was restored. Use another backup."),
        ),
        BackupError::NotEmpty(place) => Stop::new(
            format!(
                "{place} は空ではありません。復元先には空のフォルダー(と空のデータベース)を指定してください。"
            ),
            format!("{place} is not empty. Restore into an empty folder (and an empty database)."),
        ),
        BackupError::OtherDatabase(kind) => Stop::new(
            format!(
                "{file} は {kind} のバックアップです。PostgreSQL には --database-url を付け、SQLite には付けないでください。"
            ),
            format!(
                "{file} is a backup of {kind}. Give --database-url for PostgreSQL, and none for SQLite."
            ),
        ),
        BackupError::KeyMissing => Stop::new(
            "このバックアップに鍵は含まれていません。--key に元の secret.key を指定してください。鍵を失った場合は --without-key で続けられますが、メールサーバーのパスワードなどは入力し直しになります。",
            "The key is not in this backup. Give the old secret.key with --key. If it is lost, go on with --without-key: then passwords of mail servers and the like must be entered anew.",
        ),
        BackupError::KeyWrong => Stop::new(
            "この鍵はこのバックアップのものではありません。",
            "This is not the key of this backup.",
        ),
        BackupError::LogBusy => Stop::broken(
            "データベースサーバーで古いトランザクションが終わらないため、整合した時点を取れません。終わるのを待つか、止めてください(pg_stat_activity)。",
            "Older transactions on the database server do not end, so that no consistent moment can be taken. Wait for them or end them (pg_stat_activity).",
        ),
        other => Stop::broken(format!("{file}: {other}"), format!("{file}: {other}")),
    }
}
