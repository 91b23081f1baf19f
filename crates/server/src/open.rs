//! Opening the store for whichever subcommand.

use store::tenant::{self, Tenant};
use store::{Store, StoreError, StoreOptions};

use crate::cli::StoreArgs;
use crate::stop::Stop;

/// Opens the store; missing migrations are applied on the way.
pub(crate) async fn open(args: &StoreArgs) -> Result<Store, Stop> {
    Store::open(options(args)).await.map_err(|error| explain(args, &error))
}

/// Where the data is.
pub(crate) fn options(args: &StoreArgs) -> StoreOptions {
    let mut options = StoreOptions::new(&args.data_dir);
    if let Some(url) = &args.database_url {
        options = options.with_database_url(url.clone());
    }
    options
}

pub(crate) fn explain(args: &StoreArgs, error: &StoreError) -> Stop {
    let folder = args.data_dir.display();
    if args.database_url.is_some() {
        return Stop::new(
            format!(
                "データベースを開けません: {error}\n  --database-url(MADOGUCHI_DATABASE_URL)の接続先・ユーザー・パスワードと、サーバーが動いているかを確認してください。"
            ),
            format!(
                "The database cannot be opened: {error}\n  Check the address, user and password in --database-url (MADOGUCHI_DATABASE_URL), and that the server runs."
            ),
        );
    }
    Stop::new(
        format!(
            "データフォルダー {folder} を開けません: {error}\n  別の madoguchi が使っていないか、このユーザーに書き込み権限があるか、空き容量があるかを確認してください。"
        ),
        format!(
            "The data folder {folder} cannot be opened: {error}\n  Check that no other madoguchi uses it, that this user may write to it, and that there is space."
        ),
    )
}

/// The tenant of a short name, or the only one there is.
pub(crate) async fn tenant(store: &Store, slug: Option<&str>) -> Result<Tenant, Stop> {
    let mut tenants = tenant::list(&store.system()).await?;
    let names: Vec<String> = tenants.iter().map(|tenant| tenant.slug.clone()).collect();
    let names = names.join(", ");
    match slug {
        Some(slug) => tenants.into_iter().find(|tenant| tenant.slug == slug).ok_or_else(|| {
            Stop::new(
                format!("テナント {slug} はありません。あるもの: {names}"),
                format!("There is no tenant {slug}. There are: {names}"),
            )
        }),
        None if tenants.len() == 1 => Ok(tenants.remove(0)),
        None if tenants.is_empty() => Err(Stop::new(
            "テナントがまだありません。先に `madoguchi serve` で最初の管理者を作ってください。",
            "There is no tenant yet. Start `madoguchi serve` once to make the first administrator.",
        )),
        None => Err(Stop::new(
            format!("テナントが複数あります。--tenant で指定してください: {names}"),
            format!("There are several tenants. Choose one with --tenant: {names}"),
        )),
    }
}
