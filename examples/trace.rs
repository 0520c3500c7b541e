//! Prints each call of php-sockets, as `strace` does for system calls.
//!
//! ```sh
//! cargo run --features tracing --example trace
//! ```
//!
//! ```text
//! socket_create(AF_INET, SOCK_STREAM, SOL_TCP) = Socket(3)  <12 µs>
//! ```

use std::fmt::Debug;

use php_sockets::*;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// What an event says of a call.
#[derive(Default)]
struct Call {
    function: String,
    arguments: String,
    outcome: String,
    nanoseconds: u64,
}

impl Visit for Call {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "nanoseconds" {
            self.nanoseconds = value;
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "function" => self.function = format!("{value:?}"),
            "arguments" => self.arguments = format!("{value:?}"),
            "result" | "error" => self.outcome = format!("{value:?}"),
            _ => {}
        }
    }
}

/// Prints the events of php-sockets.
struct Printer;

impl Subscriber for Printer {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "php_sockets"
    }

    fn event(&self, event: &Event<'_>) {
        let mut call = Call::default();
        event.record(&mut call);
        let (function, arguments, outcome) = (call.function, call.arguments, call.outcome);
        println!(
            "{function}({arguments}) = {outcome}  <{} µs>",
            call.nanoseconds / 1000
        );
    }

    // php-sockets has no spans.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn main() -> anyhow::Result<()> {
    tracing::subscriber::set_global_default(Printer).expect("no other listener");

    let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&server, "127.0.0.1", 0)?;
    socket_listen(&server, 4)?;
    let here = socket_getsockname(&server)?;
    let client = socket_create(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, SOL_TCP)?;
    let _ = socket_connect(&client, &here, here.port());
    let _ = socket_accept(&server)?;
    socket_close(client);
    socket_close(server);
    Ok(())
}
