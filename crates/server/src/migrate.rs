//! `madoguchi migrate`: brings the database to this program's version.

use crate::cli::StoreArgs;
use crate::open::open;
use crate::stop::Stop;

pub(crate) async fn run(args: StoreArgs) -> Result<(), Stop> {
    let store = open(&args).await?;
    store.close().await?;
    println!("データベースはこの版で使えます。 / The database is ready for this version.");
    Ok(())
}
