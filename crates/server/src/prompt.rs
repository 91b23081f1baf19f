//! Asking a person at a terminal.

use std::io::IsTerminal as _;

use console::Term;

use crate::stop::Stop;

/// Whether somebody is there to be asked.
pub(crate) fn somebody_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks for a line.
pub(crate) async fn line(question: String) -> Result<String, Stop> {
    ask(question, |term| term.read_line()).await
}

/// Asks for a password twice until both are the same; nothing is shown.
pub(crate) async fn new_password() -> Result<String, Stop> {
    loop {
        let first = ask("パスワード(10文字以上) / Password: ".to_owned(), Term::read_secure_line);
        let first = first.await?;
        let again = ask("もう一度 / Once more: ".to_owned(), Term::read_secure_line).await?;
        if first == again {
            return Ok(first);
        }
        eprintln!("一致しません。 / They differ.");
    }
}

async fn ask(
    question: String,
    read: impl FnOnce(&Term) -> std::io::Result<String> + Send + 'static,
) -> Result<String, Stop> {
    let asked = tokio::task::spawn_blocking(move || {
        let term = Term::stderr();
        term.write_str(&question)?;
        read(&term)
    });
    match asked.await {
        Ok(Ok(answer)) => Ok(answer.trim().to_owned()),
        Ok(Err(error)) => Err(unreadable(&error.to_string())),
        Err(error) => Err(unreadable(&error.to_string())),
    }
}

fn unreadable(why: &str) -> Stop {
    Stop::new(
        format!("端末から読み取れません: {why}"),
        format!("The terminal cannot be read: {why}"),
    )
}
