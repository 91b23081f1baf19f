//! The HTTP edge over fake ports.

mod openapi;
