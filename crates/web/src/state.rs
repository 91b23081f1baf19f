//! What every handler can reach.

use std::sync::Arc;

use api::ports::Ports;
use bytes::Bytes;

use crate::config::WebConfig;
use crate::limits::Limits;

/// The state of the router: cheap to clone.
pub(crate) type Web = Arc<Shared>;

/// The one shared part.
pub(crate) struct Shared {
    pub(crate) ports: Ports,
    pub(crate) config: WebConfig,
    pub(crate) limits: Limits,
    /// The OpenAPI document, written once.
    pub(crate) openapi: Bytes,
}

impl Shared {
    pub(crate) fn new(ports: Ports, config: WebConfig) -> Web {
        let limits = Limits::new(config.unlimited_addresses.clone());
        let openapi = Bytes::from(crate::openapi::openapi_json());
        Arc::new(Self { ports, config, limits, openapi })
    }
}
