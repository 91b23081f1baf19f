//! The HTTP edge over fake ports.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may stop them")]

mod access;
mod chat_socket;
mod connections;
mod desk_socket;
mod files;
mod forms;
mod handover;
mod limits;
mod openapi;
mod pages;
mod problems;
mod proof;
mod protocol;
mod repeats;
mod sessions;
mod support;
mod tokens;
mod versions;
