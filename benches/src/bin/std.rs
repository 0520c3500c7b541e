//! The sockets of Rust's standard library.

use std::net::{TcpStream, UdpSocket};

use php_sockets_bench::std_style::{Std, Waiter};
use php_sockets_bench::worker;

fn main() {
    worker::main::<Std<Nothing>>();
}

struct Nothing;

impl Waiter for Nothing {
    const LACKS: &'static [&'static str] =
        &["select", "watch", "ask", "descriptor", "create-close"];

    fn watch(_: &[UdpSocket], _: &[TcpStream; 2], _: u64) -> f64 {
        panic!("std waits for one socket at a time")
    }
}
