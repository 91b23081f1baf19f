//! Why nobody could be signed in.

use channels::Text;
use channels::email::ServerError;
use channels::http::HttpError;

/// Why a provider's answer signs nobody in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The issuer's address, or one that the provider names, cannot be used.
    #[error("the address cannot be used: {0}")]
    Address(String),
    /// There was no answer.
    #[error("{0}")]
    Http(HttpError),
    /// What came is not what OpenID Connect describes.
    #[error("{0}")]
    Answer(String),
    /// The provider does not take the code, or does not know this server.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// What the provider says is not proven: signature, issuer, audience, time or nonce.
    #[error("not proven: {0}")]
    Unproven(String),
}

impl OidcError {
    /// What an administrator reads.
    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            Self::Address(address) => Text::owned(
                format!(
                    "アドレスを使用できません({address})。https:// で始まる発行者を指定してください。"
                ),
                format!(
                    "The address cannot be used ({address}). The issuer has to begin with https://."
                ),
            ),
            Self::Http(HttpError::Server(ServerError::PrivateNotAllowed { host })) => Text::owned(
                format!(
                    "「{host}」はこのサーバー自身か社内ネットワークのアドレスのため、接続しません。社内のプロバイダーを使う場合は、サーバーを --sign-on-allow-private(MADOGUCHI_SIGN_ON_ALLOW_PRIVATE=true)を付けて起動してください。"
                ),
                format!(
                    "“{host}” is on this machine or a private network, so it is not connected to. If your provider is there, start the server with --sign-on-allow-private (MADOGUCHI_SIGN_ON_ALLOW_PRIVATE=true)."
                ),
            ),
            Self::Http(HttpError::Server(error)) => error.message(),
            Self::Http(error) => Text::owned(
                format!("プロバイダーの応答を読み取れません({error})。"),
                format!("The provider's answer cannot be read: {error}."),
            ),
            Self::Answer(why) => Text::owned(
                format!(
                    "OpenID Connectの応答として正しくありません({why})。発行者のURLを確認してください。"
                ),
                format!("This is no answer of OpenID Connect: {why}. Check the issuer."),
            ),
            Self::Refused(why) => Text::owned(
                format!(
                    "プロバイダーが拒否しました({why})。クライアントIDとシークレットを確認してください。"
                ),
                format!("The provider refused: {why}. Check client id and secret."),
            ),
            Self::Unproven(why) => Text::owned(
                format!("プロバイダーの署名内容を確認できません({why})。"),
                format!("What the provider says is not proven: {why}."),
            ),
        }
    }
}

impl From<HttpError> for OidcError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Server(ServerError::PlainNotAllowed) => Self::Address("http".to_owned()),
            error => Self::Http(error),
        }
    }
}
