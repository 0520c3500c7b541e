//! What can go wrong with `socket_create`, each case for real.
//!
//! `cargo step 02-failures`; the page is docs/steps/02-create/index.md.

use php_sockets::*;

fn main() {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let _ = socket_create(AF_INET, SOCK_STREAM, SOL_UDP);
    let _ = socket_create(AF_UNIX, SOCK_STREAM, SOL_TCP);
    let _ = socket_create(AF_INET, 0, 0);
    let _ = socket_create(AF_INET, SOCK_RAW, 1);
    let _ = socket_create(99, SOCK_STREAM, SOL_TCP);
}
