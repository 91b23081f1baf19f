//! Passwords: Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).

use api::{Answer, Code, Problem};
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::LazyLock;
use store::user_account::PasswordHash;
use tokio::sync::Semaphore;

use crate::clock::secret_bytes;

/// KiB of memory of one hash.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Hashes at once: bounds the memory that many sign-ins at the same time can take.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// What the passwords of unknown accounts are checked against, so that they take as long.
static NOBODY: LazyLock<Option<PasswordHash>> = LazyLock::new(|| hash_now("nobody has this one"));

fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Option<PasswordHash> {
    let salt = SaltString::encode_b64(&secret_bytes::<16>()).ok()?;
    let hash = argon2()?.hash_password(password.as_bytes(), &salt).ok()?;
    Some(PasswordHash(hash.to_string()))
}

fn fits_now(password: &str, stored: &PasswordHash) -> bool {
    let Ok(parsed) = argon2::password_hash::PasswordHash::new(&stored.0) else { return false };
    argon2().is_some_and(|argon2| argon2.verify_password(password.as_bytes(), &parsed).is_ok())
}

/// Runs on a thread where it may take its time.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
    apart_within(&AT_ONCE, work).await
}

async fn apart_within<T: Send + 'static>(
    places: &'static Semaphore,
    work: impl FnOnce() -> T + Send + 'static,
) -> Answer<T> {
    let place = places.acquire().await.map_err(|_| Problem::new(Code::Unavailable))?;
    // The place is given back by the thread: it works on when nobody waits for it any more.
    let held = move || {
        let done = work();
        drop(place);
        done
    };
    tokio::task::spawn_blocking(held).await.map_err(|error| {
        tracing::error!(%error, "hashing a password failed");
        Problem::new(Code::Internal)
    })
}

/// The hash of a new password.
///
/// # Errors
/// `internal` when hashing fails.
pub async fn hash(password: String) -> Answer<PasswordHash> {
    apart(move || hash_now(&password)).await?.ok_or(Problem::new(Code::Internal))
}

/// Whether a password is the one of a hash.
pub(crate) async fn fits(password: String, stored: PasswordHash) -> Answer<bool> {
    apart(move || fits_now(&password, &stored)).await
}

/// Takes as long as [`fits`] for nobody.
pub(crate) async fn fits_nobody(password: String) -> Answer<()> {
    apart(move || {
        if let Some(nobody) = &*NOBODY {
            // The answer does not matter, the time does.
            let _ = fits_now(&password, nobody);
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_fits_its_password_only() {
        let stored = hash("正しい馬 battery".to_owned()).await.unwrap();
        assert!(stored.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", stored.0);
        assert!(fits("正しい馬 battery".to_owned(), stored.clone()).await.unwrap());
        assert!(!fits("正しい馬 Battery".to_owned(), stored).await.unwrap());
        assert!(!fits(String::new(), PasswordHash("no PHC string".to_owned())).await.unwrap());
    }

    #[tokio::test]
    async fn a_place_is_taken_until_the_work_is_done() {
        static PLACES: Semaphore = Semaphore::const_new(1);
        let (finish, told) = std::sync::mpsc::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel();
        let asking = tokio::spawn(apart_within(&PLACES, move || {
            begin.send(()).unwrap();
            told.recv().unwrap();
        }));
        begun.await.unwrap();
        asking.abort();
        assert!(asking.await.unwrap_err().is_cancelled());
        assert_eq!(PLACES.available_permits(), 0, "the thread still works");
        finish.send(()).unwrap();
        assert!(PLACES.acquire().await.is_ok());
    }

    #[tokio::test]
    async fn the_same_password_twice_gives_two_hashes() {
        let one = hash("0123456789".to_owned()).await.unwrap();
        assert_ne!(one, hash("0123456789".to_owned()).await.unwrap());
    }
}
