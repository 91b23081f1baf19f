//! What the edge counts, for whoever watches the server: by route, never by address or person.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper bounds of answers, seconds.
const SECONDS: [f64; 8] = [0.002_5, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 30.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfKind {
    kind: &'static str,
}

/// Counts of the edge; clones count together.
#[derive(Clone, Debug)]
pub struct Traffic {
    answered: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram, fn() -> Histogram>,
    open: Family<OfKind, Gauge>,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            answered: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            open: Family::default(),
        }
    }
}

impl Traffic {
    /// Puts the counts where they are read.
    pub fn register(&self, registry: &mut Registry) {
        let (answered, seconds, open) =
            (self.answered.clone(), self.seconds.clone(), self.open.clone());
        registry.register(
            "http_requests",
            "Answered requests by route and class of status",
            answered,
        );
        registry.register_with_unit(
            "http_request_duration",
            "Time until the answer began, by route",
            Unit::Seconds,
            seconds,
        );
        registry.register("open_lines", "Open connections (http) and sockets (desk, chat)", open);
    }

    /// An answer to a request of a route of the table; others count as one.
    pub(crate) fn answered(
        &self,
        method: &Method,
        route: Option<&str>,
        status: StatusCode,
        time: Duration,
    ) {
        let route = route.unwrap_or("other").to_owned();
        let known = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
        let names = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        let name = known.iter().zip(names).find(|(known, _)| *known == method);
        let answered = Answered {
            method: name.map_or("other", |(_, name)| name),
            route: route.clone(),
            status: match status.as_u16() / 100 {
                1 => "1xx",
                2 => "2xx",
                3 => "3xx",
                4 => "4xx",
                _ => "5xx",
            },
        };
        self.answered.get_or_create(&answered).inc();
        self.seconds.get_or_create(&Asked { route }).observe(time.as_secs_f64());
    }

    /// Counts something as open until what is returned is dropped.
    pub(crate) fn opened(&self, kind: &'static str) -> Open {
        let gauge = self.open.get_or_create_owned(&OfKind { kind });
        gauge.inc();
        Open(gauge)
    }
}

/// Something open.
pub(crate) struct Open(Gauge);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}
