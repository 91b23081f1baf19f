//! Every address the server answers, with who may use it.
//!
//! A route exists by being a row of [`entries`] and in no other way: the router, the gate before
//! each handler, the OpenAPI document and the access tests are all made from these rows. Method
//! and path come from the handler's own documentation, so the two cannot differ.

use std::fmt;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, get, on};
use model::limits::{ATTACHMENT_BYTES_MAX, FORM_REQUEST_BYTES_MAX, HOOK_BYTES_MAX};
use model::permission::Permission;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::{RefOr, Schema};

use crate::state::Web;
use crate::{pages, routes};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, for the reason given.
    Public(&'static str),
    /// Whoever is signed in.
    Session,
    /// Whoever is signed in with a role that grants this.
    Needs(Permission),
    /// A web chat's visitor, by the bearer token of its session.
    Visitor,
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public(reason) => write!(f, "public: {reason}"),
            Self::Session => f.write_str("session"),
            Self::Needs(permission) => write!(f, "{permission}"),
            Self::Visitor => f.write_str("visitor"),
        }
    }
}

/// One route as others may see it.
#[derive(Clone, Debug)]
pub struct RouteRow {
    /// Its name: `cases.list` is the file `routes/cases/list.rs`.
    pub name: String,
    /// The method.
    pub method: Method,
    /// The path, with `{names}` for its variable parts.
    pub path: String,
    /// Who may use it.
    pub access: Access,
}

/// How long a route may take and how much it may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// A short question with a short answer.
    Request,
    /// A file on its way in.
    Upload,
    /// A file on its way out to whoever has its address.
    Download,
    /// A WebSocket, which lives as long as it lives.
    Socket,
}

/// One route with everything that is made from it.
pub(crate) struct Entry {
    pub(crate) row: RouteRow,
    pub(crate) manner: Manner,
    /// Its answer is never kept to be given again.
    once: bool,
    pub(crate) serve: MethodRouter<Web>,
    pub(crate) docs: Option<Docs>,
}

/// The OpenAPI side of a route.
pub(crate) struct Docs {
    pub(crate) method: HttpMethod,
    pub(crate) operation: Operation,
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
}

/// The rows: what tests, documentation and reviewers look at.
#[must_use]
pub fn table() -> Vec<RouteRow> {
    entries().into_iter().map(|entry| entry.row).chain([rest()]).collect()
}

/// The row of every address that no entry names ([`pages::desk`] answers it).
fn rest() -> RouteRow {
    RouteRow {
        name: "pages.desk".to_owned(),
        method: Method::GET,
        path: "/{*rest}".to_owned(),
        access: Access::Public("the staff application's files; what they show asks for a session"),
    }
}

/// A row from a file under `routes/` whose function is called `handle`.
macro_rules! endpoint {
    ($access:expr, $($part:ident)::+) => {
        documented::<routes::$($part)::+::__path_handle, _, _>(
            concat!($(stringify!($part), "."),+).trim_end_matches('.'),
            $access,
            routes::$($part)::+::handle,
        )
    };
}

/// Every route but the last resort, by resource.
#[rustfmt::skip]
pub(crate) fn entries() -> Vec<Entry> {
    use Access::{Needs, Public, Session, Visitor};
    use Permission as P;
    vec![
        // One's own account
        endpoint!(Public("gives the session; limited per address and account"), account::sign_in),
        endpoint!(Public("what the sign-in page shows; limited per address"), account::sign_on_buttons),
        endpoint!(Public("the ticket in the cookie is the key; limited per address and account"), account::sign_on_code),
        endpoint!(Session, account::sign_out),
        endpoint!(Needs(P::SelfManage), account::me),
        endpoint!(Needs(P::SelfManage), account::change_me),
        endpoint!(Needs(P::SelfManage), account::change_password),
        endpoint!(Needs(P::SelfManage), account::factor),
        endpoint!(Needs(P::SelfManage), account::begin_factor).once(),
        endpoint!(Needs(P::SelfManage), account::confirm_factor).once(),
        endpoint!(Needs(P::SelfManage), account::remove_factor),
        // Cases
        endpoint!(Needs(P::CaseRead), cases::list),
        endpoint!(Needs(P::CaseWrite), cases::open),
        endpoint!(Needs(P::CaseRead), cases::counts),
        endpoint!(Needs(P::CaseRead), cases::get),
        endpoint!(Needs(P::CaseWrite), cases::change),
        endpoint!(Needs(P::CaseRead), cases::messages),
        endpoint!(Needs(P::CaseRead), cases::message_html),
        endpoint!(Needs(P::CaseRead), cases::message_document),
        endpoint!(Needs(P::CaseWrite), cases::reply),
        endpoint!(Needs(P::CaseWrite), cases::note),
        endpoint!(Needs(P::CaseWrite), cases::take),
        endpoint!(Needs(P::CaseTransfer), cases::transfer),
        endpoint!(Needs(P::CaseTransfer), cases::give_back),
        endpoint!(Needs(P::CaseRead), cases::translate),
        endpoint!(Needs(P::CaseWrite), cases::hold),
        endpoint!(Needs(P::CaseWrite), cases::end_hold),
        endpoint!(Needs(P::CaseWrite), cases::relate),
        endpoint!(Needs(P::CaseWrite), cases::untie),
        endpoint!(Needs(P::CaseWrite), cases::join),
        endpoint!(Needs(P::CaseWrite), cases::split),
        endpoint!(Needs(P::CaseWrite), cases::mark_step),
        endpoint!(Needs(P::CaseRead), cases::sides),
        endpoint!(Needs(P::CaseRead), cases::side),
        endpoint!(Needs(P::CaseWrite), cases::open_side),
        endpoint!(Needs(P::CaseWrite), cases::write_side),
        endpoint!(Needs(P::CaseWrite), cases::change_side),
        // The use-case asks for more where cases are handed over.
        endpoint!(Needs(P::CaseWrite), cases::bulk),
        endpoint!(Needs(P::CaseWrite), cases::undo_bulk),
        endpoint!(Needs(P::CaseRead), views::list),
        endpoint!(Needs(P::CaseRead), views::save),
        endpoint!(Needs(P::CaseRead), views::remove),
        endpoint!(Needs(P::CaseWrite), cases::offer_handover),
        endpoint!(Needs(P::CaseWrite), cases::use_template),
        endpoint!(Needs(P::CaseWrite), cases::resolve),
        endpoint!(Needs(P::CaseWrite), cases::reopen),
        // A mark of one's own, so whoever may look may set it.
        endpoint!(Needs(P::CaseRead), cases::read),
        endpoint!(Needs(P::CustomerWrite), cases::identify),
        endpoint!(Needs(P::CustomerRead), cases::candidates),
        // Customers
        endpoint!(Needs(P::CustomerRead), customers::search),
        endpoint!(Needs(P::CustomerWrite), customers::create),
        endpoint!(Needs(P::CustomerRead), customers::get),
        endpoint!(Needs(P::CustomerWrite), customers::change),
        endpoint!(Needs(P::CustomerRead), customers::orders),
        endpoint!(Needs(P::CustomerRead), customers::timeline),
        endpoint!(Needs(P::CustomerRead), customers::merges),
        endpoint!(Needs(P::CustomerWrite), customers::merge),
        endpoint!(Needs(P::CustomerWrite), customers::undo_merge),
        endpoint!(Needs(P::CustomerRead), customers::lookalikes),
        endpoint!(Needs(P::CustomerWrite), customers::tell_apart),
        endpoint!(Needs(P::QueueManage), customers::set_lookalike_threshold),
        endpoint!(Needs(P::CustomerRead), customers::ties),
        endpoint!(Needs(P::CustomerWrite), customers::set_tie),
        endpoint!(Needs(P::CustomerRead), customers::proofs),
        endpoint!(Needs(P::CustomerWrite), customers::ask_proof),
        endpoint!(Needs(P::CustomerWrite), customers::check_proof),
        endpoint!(Needs(P::CustomerRead), customers::holds),
        endpoint!(Needs(P::PrivacyManage), customers::place_hold),
        endpoint!(Needs(P::PrivacyManage), customers::end_hold),
        endpoint!(Needs(P::CustomerRead), customers::privacy),
        endpoint!(Needs(P::PrivacyManage), customers::export).download(),
        endpoint!(Needs(P::PrivacyManage), customers::erase),
        endpoint!(Needs(P::CustomerRead), consents::list),
        endpoint!(Needs(P::CustomerWrite), consents::record),
        // Cases and customers alike; the use-case shows each kind to whoever may see it.
        endpoint!(Needs(P::CaseRead), search::find),
        // Work
        endpoint!(Needs(P::WorkTake), work::offers),
        endpoint!(Needs(P::WorkTake), work::accept),
        endpoint!(Needs(P::WorkTake), work::decline),
        endpoint!(Needs(P::WorkTake), work::presence),
        endpoint!(Needs(P::WorkTake), work::set_presence),
        endpoint!(Needs(P::BoardRead), board::get),
        endpoint!(Needs(P::BoardAct), board::set_agent_presence),
        endpoint!(Needs(P::DirectoryRead), directory::get),
        endpoint!(Needs(P::CaseRead), partners::list),
        endpoint!(Needs(P::CaseRead), templates::list),
        endpoint!(Needs(P::CaseRead), templates::variables),
        endpoint!(Needs(P::DirectoryRead), consents::purposes),
        endpoint!(Needs(P::CaseWrite), files::upload).upload(),
        endpoint!(Needs(P::CaseRead), files::download),
        endpoint!(Needs(P::CaseRead), live::stream).socket(),
        // Administration
        endpoint!(Needs(P::UserManage), admin::users::list),
        endpoint!(Needs(P::UserManage), admin::users::create),
        endpoint!(Needs(P::UserManage), admin::users::change),
        endpoint!(Needs(P::UserManage), admin::users::reset_password),
        endpoint!(Needs(P::UserManage), admin::users::reset_factor),
        endpoint!(Needs(P::UserManage), admin::users::forget_sign_on),
        endpoint!(Needs(P::UserManage), admin::sign_on::list),
        endpoint!(Needs(P::UserManage), admin::sign_on::create),
        endpoint!(Needs(P::UserManage), admin::sign_on::change),
        endpoint!(Needs(P::UserManage), admin::sign_on::test),
        endpoint!(Needs(P::QueueManage), admin::queues::list),
        endpoint!(Needs(P::QueueManage), admin::queues::create),
        endpoint!(Needs(P::QueueManage), admin::queues::change),
        endpoint!(Needs(P::QueueManage), admin::hours::list),
        endpoint!(Needs(P::QueueManage), admin::hours::create),
        endpoint!(Needs(P::QueueManage), admin::hours::change),
        endpoint!(Needs(P::QueueManage), admin::policies::list),
        endpoint!(Needs(P::QueueManage), admin::policies::create),
        endpoint!(Needs(P::QueueManage), admin::policies::change),
        endpoint!(Needs(P::QueueManage), admin::categories::create),
        endpoint!(Needs(P::QueueManage), admin::categories::change),
        endpoint!(Needs(P::QueueManage), admin::dispositions::create),
        endpoint!(Needs(P::QueueManage), admin::dispositions::change),
        endpoint!(Needs(P::QueueManage), admin::dispositions::set_rule),
        endpoint!(Needs(P::QueueManage), admin::procedures::list),
        endpoint!(Needs(P::QueueManage), admin::procedures::create),
        endpoint!(Needs(P::QueueManage), admin::procedures::change),
        endpoint!(Needs(P::QueueManage), admin::partners::create),
        endpoint!(Needs(P::QueueManage), admin::partners::change),
        endpoint!(Needs(P::QueueManage), admin::templates::get),
        endpoint!(Needs(P::QueueManage), admin::templates::create),
        endpoint!(Needs(P::QueueManage), admin::templates::change),
        endpoint!(Needs(P::QueueManage), admin::templates::preview),
        endpoint!(Needs(P::PrivacyManage), consents::create_purpose),
        endpoint!(Needs(P::PrivacyManage), consents::change_purpose),
        endpoint!(Needs(P::PrivacyManage), admin::retention::get),
        endpoint!(Needs(P::PrivacyManage), admin::retention::set),
        endpoint!(Needs(P::PrivacyManage), admin::retention::preview),
        endpoint!(Needs(P::PrivacyManage), admin::retention::runs),
        endpoint!(Needs(P::ChannelManage), admin::channels::kinds),
        endpoint!(Needs(P::ChannelManage), admin::channels::list),
        endpoint!(Needs(P::ChannelManage), admin::channels::create),
        endpoint!(Needs(P::ChannelManage), admin::channels::change),
        endpoint!(Needs(P::ChannelManage), admin::channels::test),
        endpoint!(Needs(P::ChannelManage), admin::channels::preview_form),
        endpoint!(Needs(P::ChannelManage), admin::channels::issue_secret).once(),
        endpoint!(Needs(P::IntegrationManage), admin::tokens::list),
        endpoint!(Needs(P::IntegrationManage), admin::tokens::create).once(),
        endpoint!(Needs(P::IntegrationManage), admin::tokens::revoke),
        endpoint!(Needs(P::IntegrationManage), admin::translation::get),
        endpoint!(Needs(P::IntegrationManage), admin::translation::set),
        endpoint!(Needs(P::IntegrationManage), admin::translation::remove),
        endpoint!(Needs(P::IntegrationManage), admin::webhooks::list),
        endpoint!(Needs(P::IntegrationManage), admin::webhooks::create).once(),
        endpoint!(Needs(P::IntegrationManage), admin::webhooks::change),
        endpoint!(Needs(P::IntegrationManage), admin::webhooks::issue_secret).once(),
        endpoint!(Needs(P::IntegrationManage), admin::webhooks::test),
        endpoint!(Needs(P::IntegrationManage), admin::webhooks::deliveries),
        endpoint!(Needs(P::IntegrationManage), admin::webhooks::replay),
        endpoint!(Needs(P::IntegrationManage), admin::webhooks::replay_one),
        endpoint!(Needs(P::AuditRead), admin::audit::list),
        endpoint!(Needs(P::TenantManage), admin::tenants::list),
        endpoint!(Needs(P::TenantManage), admin::tenants::create),
        // The web chat's public side
        endpoint!(Public("a visitor has nothing yet; limited per address"), chat::start),
        endpoint!(Visitor, chat::messages),
        endpoint!(Visitor, chat::upload).upload(),
        endpoint!(Public("the signature in the address is the key"), chat::file).download(),
        endpoint!(Public("the first frame carries the visitor's token"), chat::stream).socket(),
        endpoint!(Public("the signature is the key; limited per address"), hooks::receive).hook(),
        // The server itself
        endpoint!(Public("tells load balancers that the server lives, and nothing else"), server::health),
        endpoint!(Public("the documentation"), server::openapi),
        endpoint!(Public("exists in a demo only, where nobody is real"), demo::identity),
        // Pages
        page("/sign-in/with/{id}", pages::sign_on::begin, "whoever wants to sign in; limited per address"),
        page("/sign-in/with/{id}/callback", pages::sign_on::finish, "the ticket in the cookie is the key; limited per address"),
        page("/docs/api", pages::docs::api, "the documentation"),
        page("/docs/problems", pages::docs::problems, "the documentation"),
        page("/widget.js", pages::widget::script, "embedded by shops"),
        page("/widget/{key}", pages::widget::app, "the widget's frame; the session checks the key"),
        page("/widget/assets/{*file}", pages::widget::asset, "the widget's own files"),
        page("/c", pages::handover::enter, "whoever has a code goes on by chat"),
        page("/c/{code}", pages::handover::door, "the code is the key; limited per address"),
        pressed("/c/{code}", pages::handover::take, "the code is the key; limited per address"),
        page("/v/{link}", pages::proof::door, "the code in the address is the key; limited per address"),
        pressed("/v/{link}", pages::proof::prove, "the code in the address is the key; limited per address"),
        page("/u/{token}", pages::consent::door, "the signature in the address is the key; limited per address"),
        pressed("/u/{token}", pages::consent::withdraw, "the signature in the address is the key; limited per address"),
        page("/f/{key}", pages::form::open, "an inquiry form is for everybody"),
        posted("/f/{key}", pages::form::send, "an inquiry form is for everybody; limited per address"),
        page("/f/{key}/done", pages::form::done, "the signature in the address is the key"),
        page("/f/assets/{file}", pages::form::asset, "the inquiry form's own files"),
        page("/demo/shop", pages::demo::folder, "exists in a demo only"),
        page("/demo/shop/", pages::demo::shop, "exists in a demo only"),
        page("/demo/shop/{*file}", pages::demo::shop, "exists in a demo only"),
    ]
}

impl Entry {
    fn upload(mut self) -> Self {
        /// Room for the multipart headers around the file.
        const FORM_BYTES_MAX: usize = ATTACHMENT_BYTES_MAX + 64 * 1024;
        self.manner = Manner::Upload;
        self.serve = self.serve.route_layer(DefaultBodyLimit::max(FORM_BYTES_MAX));
        self
    }

    /// Whether it takes an `Idempotency-Key`: everything that a signed-in person may `POST`, but
    /// for uploads. Those would have to be held whole before they are hashed, and one that comes
    /// twice harms nothing: the same bytes are one file, and what no message takes is not shown.
    /// Nor do those whose answer is a secret that is shown once: it would be kept.
    pub(crate) fn repeatable(&self) -> bool {
        let signed_in = matches!(self.row.access, Access::Session | Access::Needs(_));
        !self.once && signed_in && self.row.method == Method::POST && self.manner == Manner::Request
    }

    /// Its answer holds what must not be kept.
    const fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// A webhook with its files.
    fn hook(mut self) -> Self {
        self.manner = Manner::Upload;
        self.serve = self.serve.route_layer(DefaultBodyLimit::max(HOOK_BYTES_MAX));
        self
    }

    fn download(mut self) -> Self {
        self.manner = Manner::Download;
        self
    }

    fn socket(mut self) -> Self {
        self.manner = Manner::Socket;
        self
    }
}

fn documented<P, H, T>(name: &'static str, access: Access, handler: H) -> Entry
where
    P: utoipa::Path + utoipa::__dev::SchemaReferences,
    H: Handler<T, Web>,
    T: 'static,
{
    let method = P::methods().into_iter().next().unwrap_or(HttpMethod::Get);
    let (plain, filter) = spelled(&method);
    let mut schemas = Vec::new();
    P::schemas(&mut schemas);
    Entry {
        row: RouteRow { name: name.to_owned(), method: plain, path: P::path(), access },
        manner: Manner::Request,
        once: false,
        serve: on(filter, handler),
        docs: Some(Docs { method, operation: P::operation(), schemas }),
    }
}

fn page<H, T>(path: &'static str, handler: H, reason: &'static str) -> Entry
where
    H: Handler<T, Web>,
    T: 'static,
{
    let name = format!("pages.{}", path.trim_matches('/'));
    let access = Access::Public(reason);
    Entry {
        row: RouteRow { name, method: Method::GET, path: path.to_owned(), access },
        manner: Manner::Request,
        once: false,
        serve: get(handler),
        docs: None,
    }
}

/// A button of a page: nothing comes with it.
fn pressed<H, T>(path: &'static str, handler: H, reason: &'static str) -> Entry
where
    H: Handler<T, Web>,
    T: 'static,
{
    let mut entry = posted(path, handler.clone(), reason);
    entry.manner = Manner::Request;
    entry.serve = on(MethodFilter::POST, handler);
    entry
}

/// A page that takes a form with files.
fn posted<H, T>(path: &'static str, handler: H, reason: &'static str) -> Entry
where
    H: Handler<T, Web>,
    T: 'static,
{
    let name = format!("pages.{}.post", path.trim_matches('/'));
    let row = RouteRow {
        name,
        method: Method::POST,
        path: path.to_owned(),
        access: Access::Public(reason),
    };
    let serve = on(MethodFilter::POST, handler);
    let serve = serve.route_layer(DefaultBodyLimit::max(FORM_REQUEST_BYTES_MAX));
    Entry { row, manner: Manner::Upload, once: false, serve, docs: None }
}

fn spelled(method: &HttpMethod) -> (Method, MethodFilter) {
    match method {
        HttpMethod::Get => (Method::GET, MethodFilter::GET),
        HttpMethod::Post => (Method::POST, MethodFilter::POST),
        HttpMethod::Put => (Method::PUT, MethodFilter::PUT),
        HttpMethod::Delete => (Method::DELETE, MethodFilter::DELETE),
        HttpMethod::Options => (Method::OPTIONS, MethodFilter::OPTIONS),
        HttpMethod::Head => (Method::HEAD, MethodFilter::HEAD),
        HttpMethod::Patch => (Method::PATCH, MethodFilter::PATCH),
        HttpMethod::Trace => (Method::TRACE, MethodFilter::TRACE),
    }
}
