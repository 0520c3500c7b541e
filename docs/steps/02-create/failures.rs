//! What can go wrong with `socket_create`, each case for real.
//!
//! `cargo run --example failures02_create`; the page is docs/src/steps/02-create.md.

mod common;
use common::shown::socket_create;
use php_sockets::*;

fn main() {
    let _ = socket_create(AF_INET, SOCK_STREAM, SOL_UDP);
    let _ = socket_create(AF_UNIX, SOCK_STREAM, SOL_TCP);
    let _ = socket_create(AF_INET, 0, 0);
    let _ = socket_create(AF_INET, SOCK_RAW, 1);
    let _ = socket_create(99, SOCK_STREAM, SOL_TCP);
}
