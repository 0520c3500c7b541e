//! Exercise of step 02, solved: which sockets can this machine make?

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
    for (name, domain, kind, protocol) in WANTED {
        match socket_create(domain, kind, protocol) {
            Ok(_) => println!("{name}: yes"),
            Err(error) => println!("{name}: {error}"),
        }
    }
}
