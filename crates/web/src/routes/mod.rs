//! One file per endpoint, named like what it does. [`crate::table`] says who may use each.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod board;
pub(crate) mod cases;
pub(crate) mod chat;
pub(crate) mod consents;
pub(crate) mod customers;
pub(crate) mod demo;
pub(crate) mod directory;
pub(crate) mod files;
pub(crate) mod hooks;
pub(crate) mod live;
pub(crate) mod partners;
pub(crate) mod search;
pub(crate) mod server;
pub(crate) mod templates;
pub(crate) mod views;
pub(crate) mod work;
