//! `madoguchi doctor`: looks at what an operator would look at, while the server runs or not, and
//! changes nothing. Each finding that is not good says what to do.

mod content;
mod database;
mod finding;
mod place;
mod providers;
mod scanner;

use store::{Observer, Schema, StoreError};

use crate::cli::DoctorArgs;
use crate::open::options;
use crate::stop::Stop;
use finding::{Findings, Level, both};

pub(crate) async fn run(args: DoctorArgs) -> Result<(), Stop> {
    let mut findings = Findings::default();
    place::look(&args, &mut findings).await;
    scanner::look(&args, &mut findings).await;
    match Observer::open(&options(&args.store)).await {
        Ok(observer) => {
            if let Err(error) = inside(&args, &observer, &mut findings).await {
                broke_off(&error, &mut findings);
            }
            observer.close().await?;
        }
        Err(StoreError::NotFound(_)) => findings.warn(
            "database",
            both("データベースがまだありません", "there is no database yet"),
            both(
                "--data-dir が正しいか確認し、`madoguchi serve` で起動してください。",
                "Check --data-dir, and start `madoguchi serve`.",
            ),
        ),
        Err(error) => findings.bad(
            "database",
            both(format!("データベースを開けません: {error}"), format!("the database cannot be opened: {error}")),
            both(
                "データベースサーバーの稼働、--database-url、フォルダーの権限を確認してください。",
                "Check that the database server runs, --database-url, and the folder's permissions.",
            ),
        ),
    }
    if args.json {
        println!("{:#}", findings.json());
    } else {
        findings.print();
    }
    match findings.count(Level::Error) {
        0 => Ok(()),
        bad => Err(Stop::broken(
            format!("問題が {bad} 件見つかりました。"),
            format!("{bad} things need attention."),
        )),
    }
}

/// What can only be seen in the database.
async fn inside(
    args: &DoctorArgs,
    observer: &Observer,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    database::whole(observer, args.deep, findings).await?;
    if database::schema(observer, findings).await? != Schema::Current {
        // The rest would ask for columns that are not there.
        return Ok(());
    }
    database::clock(observer, findings).await?;
    database::waiting(observer, findings).await?;
    database::readers(observer, findings).await?;
    content::channels(args, observer, findings).await?;
    providers::look(args, observer, findings).await?;
    content::files(observer, args.deep, findings).await
}

fn broke_off(error: &StoreError, findings: &mut Findings) {
    findings.bad(
        "database",
        both(
            format!("データベースを読めません: {error}"),
            format!("the database cannot be read: {error}"),
        ),
        both(
            "ディスクとデータベースサーバーのログを確認し、直らなければバックアップから復元してください。",
            "Look at the disk and the database server's log; if that does not help, restore a backup.",
        ),
    );
}
