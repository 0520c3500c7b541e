//! Exercise of step 02: which sockets can this machine make?
//!
//! `cargo exercise 02` reports what is missing.

use php_sockets::*;

const WANTED: [(&str, i32, i32, i32); 4] = [
    (
        "AF_INET, SOCK_STREAM, SOL_TCP",
        AF_INET,
        SOCK_STREAM,
        SOL_TCP,
    ),
    ("AF_INET, SOCK_DGRAM, SOL_UDP", AF_INET, SOCK_DGRAM, SOL_UDP),
    (
        "AF_INET, SOCK_STREAM, SOL_UDP",
        AF_INET,
        SOCK_STREAM,
        SOL_UDP,
    ),
    ("AF_UNIX, SOCK_STREAM, 0", AF_UNIX, SOCK_STREAM, 0),
];

fn main() {
    for (name, _domain, _kind, _protocol) in WANTED {
        // Your turn: try to make the socket. Print "yes" if that works, else the error.
        println!("{name}: ?");
    }
}
