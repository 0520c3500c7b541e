//! Exercise of step 00: how an exercise works.
//!
//! `cargo exercise 00` reports what is missing.

use std::env;

fn main() {
    let port = env::var("PORT").unwrap_or_else(|_| "8001".into());

    // Your turn: print "My port is …." with the port.
    let _ = port;
}
