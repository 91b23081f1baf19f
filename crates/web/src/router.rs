//! From the table to something that serves.

use api::ports::Ports;
use axum::Router;
use axum::middleware::from_fn_with_state;
use tower_http::catch_panic::CatchPanicLayer;

use crate::config::WebConfig;
use crate::gate::{Gate, admit};
use crate::state::Shared;
use crate::table::entries;
use crate::{edge, pages};

/// The whole HTTP side, over the ports. Serve it with [`crate::serve()`], which says from where each
/// request comes: limits and the audit log count by address.
pub fn router(ports: Ports, config: WebConfig) -> Router {
    let web = Shared::new(ports, config);
    let mut router = Router::new();
    for entry in entries() {
        let (access, manner, repeatable) = (entry.row.access, entry.manner, entry.repeatable());
        let gate = Gate { web: web.clone(), access, manner, repeatable };
        let guarded = entry.serve.route_layer(from_fn_with_state(gate, admit));
        router = router.route(&entry.row.path, guarded);
    }
    router
        .fallback(pages::desk::handle)
        .method_not_allowed_fallback(edge::wrong_method)
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(from_fn_with_state(web.clone(), edge::around))
        .with_state(web)
}
