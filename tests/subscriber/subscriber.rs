//! Prints the calls with the crate `tracing-subscriber`: here one that succeeds, and one that
//! fails.
//!
//! ```text
//! DEBUG php_sockets: function=socket_create arguments=AF_INET, SOCK_STREAM, SOL_TCP result=Socket(3) descriptor=3 nanoseconds=10000 file=tests/subscriber/subscriber.rs line=19
//! DEBUG php_sockets: function=socket_write arguments=Socket(3), "too early" error=socket_write(): unable to write to socket [32]: Broken pipe code=32 descriptor=3 nanoseconds=10000 file=tests/subscriber/subscriber.rs line=20
//! ```

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
