//! Prints the calls with the crate `tracing-subscriber`: here one that succeeds, and one that
//! fails.

use php_sockets::*;
use tracing_subscriber::filter::LevelFilter;

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .with_ansi(false)
        .without_time()
        .init();

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_write(&socket, "too early", None);
    Ok(())
}
