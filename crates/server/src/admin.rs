//! `madoguchi admin create`: an administrator without a desk, for whoever has locked everybody out;
//! `allow-passwords`: when a provider of sign-ins has.

use std::sync::Arc;

use app::accounts::sign_on::allow_passwords;
use app::clock::SystemClock;
use app::setup::{FirstAdmin, add_admin};
use app::{App, Config};

use crate::cli::{AdminArgs, AdminCommand, AllowPasswords, CreateAdmin};
use crate::open::{open, tenant};
use crate::prompt;
use crate::stop::Stop;

/// Environment variable of the password.
const PASSWORD: &str = "MADOGUCHI_ADMIN_PASSWORD";

pub(crate) async fn run(args: AdminArgs) -> Result<(), Stop> {
    match args.command {
        AdminCommand::Create(args) => create(args).await,
        AdminCommand::AllowPasswords(args) => allow(args).await,
    }
}

async fn create(args: CreateAdmin) -> Result<(), Stop> {
    let store = open(&args.store).await?;
    let tenant = tenant(&store, args.tenant.as_deref()).await?;
    let password = match std::env::var(PASSWORD) {
        Ok(password) if !password.is_empty() => password,
        _ if prompt::somebody_there() => prompt::new_password().await?,
        _ => {
            return Err(Stop::new(
                format!(
                    "パスワードがありません。{PASSWORD} を設定するか、端末から実行してください。"
                ),
                format!("There is no password. Set {PASSWORD} or run this at a terminal."),
            ));
        }
    };
    let admin = FirstAdmin {
        name: args.email.clone(),
        email: args.email,
        password,
        tenant_slug: tenant.slug,
        tenant_name: tenant.name,
    };
    let app = App::new(store, Arc::new(SystemClock), Config::default());
    add_admin(&app, tenant.id, admin).await.map_err(|problem| Stop::problem(&problem))?;
    app.store.close().await?;
    println!("管理者を作成しました。 / The administrator was made.");
    Ok(())
}

async fn allow(args: AllowPasswords) -> Result<(), Stop> {
    let store = open(&args.store).await?;
    let tenant = tenant(&store, args.tenant.as_deref()).await?;
    let app = App::new(store, Arc::new(SystemClock), Config::default());
    let count =
        allow_passwords(&app, tenant.id).await.map_err(|problem| Stop::problem(&problem))?;
    app.store.close().await?;
    if count == 0 {
        println!("パスワードは禁止されていませんでした。 / Passwords were allowed already.");
    } else {
        println!("パスワードでサインインできるようにしました。 / Passwords are allowed again.");
    }
    Ok(())
}
