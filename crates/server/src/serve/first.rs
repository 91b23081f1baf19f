//! The first administrator: from the environment, from a person at a terminal, or not at all.

use app::App;
use app::setup::{FirstAdmin, ensure_first_admin, needs_setup};

use crate::prompt;
use crate::stop::Stop;

/// Environment variables of the first administrator.
const EMAIL: &str = "MADOGUCHI_ADMIN_EMAIL";
const PASSWORD: &str = "MADOGUCHI_ADMIN_PASSWORD";
const TENANT: &str = "MADOGUCHI_TENANT";
/// The first tenant's name when nobody says another.
const TENANT_NAME: &str = "わたしの窓口";
/// The administrator's name until they change it.
const ADMIN_NAME: &str = "管理者";

/// Makes the first administrator when nobody can sign in yet.
pub(super) async fn ensure(app: &App) -> Result<(), Stop> {
    if !needs_setup(app).await.map_err(|problem| Stop::problem(&problem))? {
        return Ok(());
    }
    let told = |name: &str| std::env::var(name).ok().filter(|text| !text.trim().is_empty());
    let (name, email, password) = match (told(EMAIL), told(PASSWORD)) {
        (Some(email), Some(password)) => {
            (told(TENANT).unwrap_or_else(|| TENANT_NAME.to_owned()), email, password)
        }
        _ if prompt::somebody_there() => ask().await?,
        _ => return Err(nobody()),
    };
    let first = FirstAdmin {
        email,
        name: ADMIN_NAME.to_owned(),
        password,
        tenant_slug: slug(&name),
        tenant_name: name,
    };
    if ensure_first_admin(app, first).await.map_err(|problem| Stop::problem(&problem))? {
        eprintln!("最初の管理者を作成しました。 / The first administrator was made.");
    }
    Ok(())
}

/// A short name for the first tenant: its name where that is one already.
fn slug(name: &str) -> String {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let short = (2..=40).contains(&name.len()) && name.chars().all(fits);
    if short { name.to_owned() } else { "main".to_owned() }
}

async fn ask() -> Result<(String, String, String), Stop> {
    eprintln!(
        "はじめての起動です。最初の管理者を作成します。\nThis is the first start: let us make the first administrator.\n"
    );
    let name = prompt::line(format!("会社名 / Company [{TENANT_NAME}]: ")).await?;
    let email = prompt::line("メールアドレス / E-mail: ".to_owned()).await?;
    let password = prompt::new_password().await?;
    let name = if name.is_empty() { TENANT_NAME.to_owned() } else { name };
    Ok((name, email, password))
}

fn nobody() -> Stop {
    Stop::new(
        format!(
            "管理者がまだいません。次のどちらかで最初の管理者を作成してください。\n  ・環境変数 {EMAIL} と {PASSWORD}(任意で {TENANT})を設定して起動する\n  ・端末から起動して、質問に答える\n  (試すだけなら `madoguchi serve --demo`)"
        ),
        format!(
            "There is no administrator yet. Make the first one in either way:\n  - start with {EMAIL} and {PASSWORD} set (and {TENANT} if you like)\n  - start at a terminal and answer the questions\n  (To just look around: `madoguchi serve --demo`)"
        ),
    )
}
