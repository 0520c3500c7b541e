//! What can go wrong with `socket_create`, each case for real.
//!
//! `cargo step 02-failures`; the page is docs/steps/02-create/index.md.

use php_sockets::*;

fn main() {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then

    println!("-- The type and the protocol do not belong together");
    let _ = socket_create(AF_INET, SOCK_STREAM, SOL_UDP);

    println!("-- The type does not exist");
    let _ = socket_create(AF_INET, 0, 0);

    println!("-- The family does not exist");
    let _ = socket_create(99, SOCK_STREAM, SOL_TCP);
}
