//! How much one address, visitor or socket may ask for.

mod rate;
mod tally;

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use api::{Code, Problem};
use model::limits::{
    API_TOKEN_REQUESTS_PER_MINUTE, CHAT_MESSAGES_PER_WINDOW, CHAT_RATE_WINDOW_SECONDS,
    CHAT_SESSIONS_PER_MINUTE, CHAT_SOCKETS_PER_ADDRESS_MAX, DESK_SOCKETS_PER_PERSON_MAX,
    DOWNLOADS_PER_ADDRESS_MAX, FORM_INQUIRIES_PER_HOUR, FORM_PLAIN_INQUIRIES_PER_HOUR,
    FORM_REQUESTS_PER_MINUTE, HOOKS_PER_MINUTE, SIGN_INS_PER_MINUTE, UPLOAD_BYTES_PER_ADDRESS_DAY,
    UPLOADS_PER_ADDRESS_MAX,
};
use model::{ApiTokenId, UserId, VisitorId};
use tokio::time::Instant;

pub(crate) use rate::{Bucket, Pace, Rates};
pub(crate) use tally::{Seat, Tally};

/// Keys one map of rates remembers; beyond it, the one nearest to its recovery is forgotten.
const KEYS_MAX: usize = 20_000;

/// Every limit that is counted across requests.
pub(crate) struct Limits {
    spared: Vec<IpAddr>,
    sign_ins: Rates<IpAddr>,
    chat_sessions: Rates<IpAddr>,
    chat_messages: Rates<VisitorId>,
    desk_sockets: Tally<UserId>,
    chat_sockets: Tally<IpAddr>,
    upload_bytes: Rates<IpAddr>,
    uploads: Tally<IpAddr>,
    downloads: Tally<IpAddr>,
    form_requests: Rates<IpAddr>,
    form_inquiries: Rates<IpAddr>,
    plain_inquiries: Rates<IpAddr>,
    hooks: Rates<IpAddr>,
    api_requests: Rates<ApiTokenId>,
}

impl Limits {
    /// Limits that spare the given addresses where they count per address.
    pub(crate) fn new(spared: Vec<IpAddr>) -> Self {
        let minute = Duration::from_secs(60);
        let hour = Duration::from_secs(60 * 60);
        let day = Duration::from_secs(24 * 60 * 60);
        let window = Duration::from_secs(u64::from(CHAT_RATE_WINDOW_SECONDS));
        Self {
            spared,
            sign_ins: Rates::new(Pace::new(SIGN_INS_PER_MINUTE, minute), KEYS_MAX),
            chat_sessions: Rates::new(Pace::new(CHAT_SESSIONS_PER_MINUTE, minute), KEYS_MAX),
            chat_messages: Rates::new(Pace::new(CHAT_MESSAGES_PER_WINDOW, window), KEYS_MAX),
            desk_sockets: Tally::new(DESK_SOCKETS_PER_PERSON_MAX),
            chat_sockets: Tally::new(CHAT_SOCKETS_PER_ADDRESS_MAX),
            upload_bytes: Rates::new(Pace::new(UPLOAD_BYTES_PER_ADDRESS_DAY, day), KEYS_MAX),
            uploads: Tally::new(UPLOADS_PER_ADDRESS_MAX),
            downloads: Tally::new(DOWNLOADS_PER_ADDRESS_MAX),
            form_requests: Rates::new(Pace::new(FORM_REQUESTS_PER_MINUTE, minute), KEYS_MAX),
            form_inquiries: Rates::new(Pace::new(FORM_INQUIRIES_PER_HOUR, hour), KEYS_MAX),
            plain_inquiries: Rates::new(Pace::new(FORM_PLAIN_INQUIRIES_PER_HOUR, hour), KEYS_MAX),
            hooks: Rates::new(Pace::new(HOOKS_PER_MINUTE, minute), KEYS_MAX),
            api_requests: Rates::new(Pace::new(API_TOKEN_REQUESTS_PER_MINUTE, minute), KEYS_MAX),
        }
    }

    /// One try to sign in, from an address.
    pub(crate) fn sign_in(&self, ip: Option<IpAddr>) -> Result<(), Problem> {
        self.by_address(&self.sign_ins, ip)
    }

    /// One chat session begun or resumed, from an address.
    pub(crate) fn chat_session(&self, ip: Option<IpAddr>) -> Result<(), Problem> {
        self.by_address(&self.chat_sessions, ip)
    }

    /// One request that an inquiry form sends, from an address.
    pub(crate) fn form_request(&self, ip: Option<IpAddr>) -> Result<(), Problem> {
        self.by_address(&self.form_requests, ip)
    }

    /// One inquiry, from an address; fewer of those without a proof of work.
    pub(crate) fn form_inquiry(&self, ip: Option<IpAddr>, proven: bool) -> Result<(), Problem> {
        self.by_address(if proven { &self.form_inquiries } else { &self.plain_inquiries }, ip)
    }

    /// One webhook, from an address.
    pub(crate) fn hook(&self, ip: Option<IpAddr>) -> Result<(), Problem> {
        self.by_address(&self.hooks, ip)
    }

    /// One request by an API token.
    pub(crate) fn api_request(&self, token: ApiTokenId) -> Result<(), Problem> {
        self.api_requests.take(token, Instant::now()).map_err(wait)
    }

    /// One message of a visitor.
    pub(crate) fn chat_message(&self, visitor: VisitorId) -> Result<(), Problem> {
        self.chat_messages.take(visitor, Instant::now()).map_err(wait)
    }

    /// A seat for a desk's socket.
    pub(crate) fn desk_socket(&self, user: UserId) -> Result<Seat<UserId>, Problem> {
        self.desk_sockets.enter(user).ok_or_else(full)
    }

    /// A seat for a chat's socket; `None` where nothing is counted.
    pub(crate) fn chat_socket(&self, ip: Option<IpAddr>) -> Result<Option<Seat<IpAddr>>, Problem> {
        self.seat(&self.chat_sockets, ip)
    }

    /// A seat for an upload; `None` where nothing is counted.
    pub(crate) fn upload(&self, ip: Option<IpAddr>) -> Result<Option<Seat<IpAddr>>, Problem> {
        self.seat(&self.uploads, ip)
    }

    /// Bytes of a visitor's file, from an address. A visitor costs nothing to be, an address does.
    pub(crate) fn upload_bytes(&self, ip: Option<IpAddr>, bytes: usize) -> Result<(), Problem> {
        let Some(ip) = self.counted(ip) else { return Ok(()) };
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.upload_bytes.take_many(ip, bytes, Instant::now()).map_err(|seconds| {
            let megabytes = UPLOAD_BYTES_PER_ADDRESS_DAY / (1024 * 1024);
            wait(seconds).with(
                format!("同じ接続元から送信できるファイルは1日{megabytes}MBまでです。"),
                format!("At most {megabytes} MB of files per day from one address."),
            )
        })
    }

    /// A seat for a download that needs no session; `None` where nothing is counted.
    pub(crate) fn download(&self, ip: Option<IpAddr>) -> Result<Option<Seat<IpAddr>>, Problem> {
        self.seat(&self.downloads, ip)
    }

    fn by_address(&self, rates: &Rates<IpAddr>, ip: Option<IpAddr>) -> Result<(), Problem> {
        self.counted(ip).map_or(Ok(()), |ip| rates.take(ip, Instant::now()).map_err(wait))
    }

    fn seat(
        &self,
        tally: &Tally<IpAddr>,
        ip: Option<IpAddr>,
    ) -> Result<Option<Seat<IpAddr>>, Problem> {
        self.counted(ip).map(|ip| tally.enter(ip).ok_or_else(full)).transpose()
    }

    /// The address to count under: an IPv6 subscriber has a whole /64.
    fn counted(&self, ip: Option<IpAddr>) -> Option<IpAddr> {
        ip.filter(|ip| !self.spared.contains(ip)).map(block_of)
    }
}

/// The address under which a subscriber is counted.
pub(crate) const fn block_of(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
    }
}

fn wait(seconds: u32) -> Problem {
    Problem::new(Code::TooMany).retry_after(seconds)
}

fn full() -> Problem {
    Problem::new(Code::TooMany).retry_after(model::limits::RETRY_AFTER_SECONDS).with(
        "同時接続数の上限に達しています。ほかのタブや接続を閉じてください。",
        "Too many connections at once. Close other tabs or connections.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_address_block_shares_its_limit_and_spared_ones_have_none() {
        let limits = Limits::new(vec!["127.0.0.1".parse().unwrap()]);
        let from = |ip: &str| limits.chat_session(Some(ip.parse().unwrap()));
        for n in 0..CHAT_SESSIONS_PER_MINUTE {
            from(&format!("2001:db8::{n:x}")).unwrap();
            from("127.0.0.1").unwrap();
        }
        assert_eq!(from("2001:db8::ffff").unwrap_err().code, Code::TooMany);
        assert!(from("2001:db8:0:1::1").is_ok(), "another /64");
        assert!(from("127.0.0.1").is_ok());
    }
}
