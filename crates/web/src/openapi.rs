//! The OpenAPI 3.1 document, written from the table and the types.

use utoipa::ToSchema;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::extensions::{Extensions, ExtensionsBuilder};
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    Components, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths, Ref, RefOr, Required,
    Response, ResponseBuilder,
};

use api::case::CaseView;
use api::hook::HookDirection;
use api::search::SearchKind;
use api::stream::{DeskFrame, StreamFrame};
use model::limits::IDEMPOTENCY_KEY_CHARS_MAX;

use crate::problem::ProblemBody;
use crate::repeat;
use crate::table::{Access, Docs, RouteRow, entries};

const ABOUT: &str = "What the desk does, over HTTP. Programs send an API token of the \
administration: `Authorization: Bearer mdg_…`; its scopes are the permissions named with each \
address. People sign in with `POST /api/v1/sign-in`; send the session cookie with every request \
and `x-csrf-token` with every changing one. Editable things \
carry an `ETag`; changing them needs it as `If-Match`. Lists are paged by `cursor`. What goes \
wrong is told as problem details (RFC 9457) in the caller's language.

A `POST` may carry an `Idempotency-Key` of your choice (1 to 200 visible ASCII characters, new for \
each thing to be done). Sent again within 24 hours it does nothing again and gets the same answer, \
with `Idempotency-Replayed: true`. The same key with another request is refused (422). While the \
first one is under way the answer is 409 with `Retry-After`; it stays so when the server was \
broken off or answered with a 5xx, because then nobody knows whether it was done: look, and use a \
new key. A refusal (4xx) did nothing, and its key may be used again. Uploads take no key.";

/// The document as it is served and as `docs/openapi.json` keeps it.
#[must_use]
pub fn openapi_json() -> String {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

fn document() -> OpenApi {
    let mut paths = Paths::new();
    let mut components = components();
    for entry in entries() {
        let repeatable = entry.repeatable();
        let Some(Docs { method, mut operation, schemas }) = entry.docs else { continue };
        components.schemas.extend(schemas);
        if repeatable {
            operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
        }
        let operation = finished(operation, &entry.row, &method);
        paths.add_path_operation(&entry.row.path, vec![method], operation);
    }
    let licence = LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build();
    let info = InfoBuilder::new()
        .title("Madoguchi")
        .version("1")
        .description(Some(ABOUT))
        .license(Some(licence))
        .build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).build()
}

fn components() -> Components {
    let mut components = Components::new();
    let mut add = |name: &str, scheme| {
        components.add_security_scheme(name, scheme);
    };
    let key = ApiKeyValue::with_description;
    let session = key("madoguchi_session", "`__Host-madoguchi_session` where the server has HTTPS");
    add("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    let csrf = key("x-csrf-token", "`csrf` of `GET /api/v1/me`");
    add("csrf", SecurityScheme::ApiKey(ApiKey::Header(csrf)));
    add("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    add("visitor", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));

    know::<DeskFrame>(&mut components);
    know::<StreamFrame>(&mut components);
    know::<CaseView>(&mut components);
    know::<SearchKind>(&mut components);
    know::<HookDirection>(&mut components);
    know::<ProblemBody<'_>>(&mut components);
    components.responses.insert("Problem".to_owned(), problem().into());
    components
}

/// Adds a type that no body leads to: frames of the stream, choices of a parameter.
fn know<T: ToSchema>(components: &mut Components) {
    let mut inner = Vec::new();
    T::schemas(&mut inner);
    components.schemas.extend(inner);
    components.schemas.insert(T::name().into(), T::schema());
}

/// What every operation may answer instead.
fn problem() -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new()
        .description("What went wrong, in the caller's language")
        .content("application/problem+json", content)
        .build()
}

/// Adds to an operation what its row knows.
fn finished(mut operation: Operation, row: &RouteRow, method: &HttpMethod) -> Operation {
    operation.operation_id = Some(row.name.replace('.', "_"));
    let tag = row.name.rsplit_once('.').map_or(row.name.as_str(), |(group, _)| group);
    operation.tags = Some(vec![tag.to_owned()]);
    operation.security = Some(security(row.access, method));
    operation.extensions = Some(permission(row.access));
    let default = Ref::from_response_name("Problem");
    operation.responses.responses.insert("default".to_owned(), default.into());
    operation
}

/// The header of everything that a signed-in person may `POST`.
fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(IDEMPOTENCY_KEY_CHARS_MAX))
        .build();
    ParameterBuilder::new()
        .name(repeat::KEY)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Makes it safe to send the request again; see the introduction"))
        .schema(Some(text))
        .build()
}

fn security(access: Access, method: &HttpMethod) -> Vec<SecurityRequirement> {
    let none: [&str; 0] = [];
    match access {
        Access::Public(_) => Vec::new(),
        Access::Visitor => vec![SecurityRequirement::new("visitor", none)],
        Access::Session | Access::Needs(_) => {
            let session = SecurityRequirement::new("session", none);
            let reading = matches!(method, HttpMethod::Get | HttpMethod::Head);
            let session = if reading { session } else { session.add("csrf", none) };
            let scope = match access {
                Access::Needs(permission) if permission.for_tokens() => Some(permission.as_str()),
                _ => None,
            };
            // OpenAPI 3.1 lets a bearer token name the roles it needs.
            let token = scope.map(|scope| SecurityRequirement::new("token", [scope]));
            std::iter::once(session).chain(token).collect()
        }
    }
}

fn permission(access: Access) -> Extensions {
    let text = match access {
        Access::Needs(permission) => permission.as_str(),
        Access::Public(_) => "public",
        Access::Session => "session",
        Access::Visitor => "visitor",
    };
    ExtensionsBuilder::new().add("x-permission", text).build()
}
